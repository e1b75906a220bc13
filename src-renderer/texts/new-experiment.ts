export const newExperiment = {
  title: 'New experiment',
  subtitle: 'Choose data, a model and methods, then run them.',
} as const;
