export const suite = {
  title: 'Suite',
  subtitle: 'The runs of this suite and their table.',
} as const;
