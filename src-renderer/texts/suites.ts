export const suites = {
  title: 'Suites',
  subtitle: 'Ready-made sets of runs, with published values beside each cell.',
} as const;
