export const models = {
  title: 'Models',
  subtitle: 'Source models and generators that experiments can use.',
} as const;
