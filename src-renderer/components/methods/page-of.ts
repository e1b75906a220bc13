/** The page of the user's own in Markdown as HTML; undefined where nothing is written. */
export async function pageOf(doc: string): Promise<string | undefined> {
  return doc.trim() === '' ? undefined : (await import('../../../src-shared/markdown.ts')).markdownHtml(doc);
}
