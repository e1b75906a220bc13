export const settings = {
  title: 'Settings',
  subtitle: 'Where the lab keeps its data, and how it looks.',
} as const;
