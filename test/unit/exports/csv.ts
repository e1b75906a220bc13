/** Reads CSV as RFC 4180 has it, into one object per row. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\n') {
      rows.push(row);
      row = [];
    }
  }
  const [headings, ...cells] = rows;
  return cells.map((values) => Object.fromEntries(headings!.map((heading, index) => [heading, values[index]!])));
}

/** Column names in their order. */
export const headingsOf = (text: string) => text.slice(0, text.indexOf('\n')).split(',');
