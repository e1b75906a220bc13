export const notFound = {
  title: 'Page not found',
  text: 'The address may be mistyped, or its content deleted.',
  home: 'Go to Home',
} as const;
