export const run = {
  title: 'Run',
  subtitle: 'What this run did, batch by batch.',
} as const;
