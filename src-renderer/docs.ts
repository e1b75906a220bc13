/** A page of docs/ that the window shows; `scripts/build/docs-html.ts` makes HTML of it. */
export interface DocsEntry {
  /** Last part of its address, e.g. `foa-sgd`. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'guide' | 'method';
}

const titles: Readonly<Record<string, string>> = import.meta.glob<string>(['../docs/*.md', '../docs/methods/*.md'], {
  query: '?title',
  import: 'default',
  eager: true,
});
const texts: Readonly<Record<string, () => Promise<string>>> = import.meta.glob<string>(
  ['../docs/*.md', '../docs/methods/*.md'],
  { query: '?html', import: 'default' },
);

const idOf = (file: string): string => file.replace(/^.*\/|\.md$/g, '');

/** Every page, guides first, each kind by title. */
export const docs: readonly DocsEntry[] = Object.entries(titles)
  .map(([file, title]): DocsEntry => ({ id: idOf(file), title, kind: file.includes('/methods/') ? 'method' : 'guide' }))
  .sort((a, b) => a.kind.localeCompare(b.kind) || a.title.localeCompare(b.title));

/** The text of a page as HTML of the lab's own making; undefined where there is no such page. */
export async function docsText(id: string): Promise<string | undefined> {
  const file = docs.some((entry) => entry.id === id) ? Object.keys(texts).find((name) => idOf(name) === id) : undefined;
  return file === undefined ? undefined : texts[file]?.();
}
