export const engines = {
  title: 'Engines',
  subtitle: 'What can compute on this machine, and how fast.',
} as const;
