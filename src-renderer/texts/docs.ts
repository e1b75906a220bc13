export const docs = {
  title: 'Docs',
  subtitle: 'How the lab works, and what each method computes.',
  guides: 'Guides',
  methods: 'Methods',
  glossary: 'Glossary',
  missing: 'There is no such page in the docs.',
  explain: (term: string) => `What is ${term}?`,
  more: 'Read more',
  about: (method: string) => `About ${method}`,
} as const;
