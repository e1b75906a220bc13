import type { TextFile } from '../api/common.ts';
import { tableText, type NumberTable, type TableFormat } from './table-text.ts';

const kinds: Readonly<Record<TableFormat, { readonly ending: string; readonly mime: string }>> = {
  csv: { ending: 'csv', mime: 'text/csv' },
  markdown: { ending: 'md', mime: 'text/markdown' },
  latex: { ending: 'tex', mime: 'application/x-tex' },
};

/** A table as a file. @param stem its name without the ending */
export function tableFile(table: NumberTable, stem: string, format: TableFormat): TextFile {
  const { ending, mime } = kinds[format];
  return { name: `${stem}.${ending}`, mime, text: tableText(table, format) };
}
