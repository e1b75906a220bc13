import type { SuiteState } from '../api/lab.ts';
import type { TextFile } from '../api/common.ts';
import { tableFile } from './table-file.ts';
import type { NumberTable, TableFormat } from './table-text.ts';

/** The numbers of a suite as a table to be printed. */
export function suiteNumbers({ rows, columns, cells }: SuiteState): NumberTable {
  const find = (row: string, column: string) => cells.find((cell) => cell.row === row && cell.column === column);
  return {
    rowHead: 'Method',
    decimals: 1,
    columns: columns.map(({ label, group, higherIsBetter }) => ({ label, group, higherIsBetter })),
    rows: rows.map((row) => ({
      label: row.label,
      values: columns.map((column) => {
        const cell = find(row.id, column.id);
        return cell && cell.mean !== null ? { mean: cell.mean, std: cell.std } : null;
      }),
      published: columns.map((column) => find(row.id, column.id)?.published ?? null),
    })),
  };
}

/** The table of a suite as a file. */
export function suiteTableText(state: SuiteState, format: TableFormat): TextFile {
  return tableFile(suiteNumbers(state), state.summary.id, format);
}
