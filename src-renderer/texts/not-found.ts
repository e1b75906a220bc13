export const notFound = {
  title: 'There is no such page',
  text: 'The address may be mistyped, or what it showed may have been deleted.',
  home: 'Go to the first page',
} as const;
