import type { TextFile } from '../../../src-shared/api/common.ts';
import { tableText, type NumberTable, type TableFormat } from '../../../src-shared/comparison/table-text.ts';

const kinds: Readonly<Record<TableFormat, { readonly ending: string; readonly mime: string }>> = {
  csv: { ending: 'csv', mime: 'text/csv' },
  markdown: { ending: 'md', mime: 'text/markdown' },
  latex: { ending: 'tex', mime: 'application/x-tex' },
};

/** The table of a comparison as a file. */
export function tableFile(table: NumberTable, metric: string, format: TableFormat): TextFile {
  const { ending, mime } = kinds[format];
  return { name: `comparison-${metric}.${ending}`, mime, text: tableText(table, format) };
}
