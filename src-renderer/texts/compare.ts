export const compare = {
  title: 'Compare',
  subtitle: 'Runs side by side: what differs in their settings, and what came of it.',
} as const;
