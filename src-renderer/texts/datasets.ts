export const datasets = {
  title: 'Datasets',
  subtitle: 'Folders of images that experiments can use.',
} as const;
