export const home = {
  title: 'MGTTA Lab',
  subtitle: 'A laboratory for test-time adaptation.',
} as const;
