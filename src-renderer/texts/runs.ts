export const runs = {
  title: 'Runs',
  subtitle: 'Every run of this lab, with all that is needed to repeat it.',
} as const;
