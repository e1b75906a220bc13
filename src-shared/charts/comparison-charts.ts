import type { ComparisonColumn } from '../comparison/comparison-table.ts';
import type { NumberTable } from '../comparison/table-text.ts';
import type { BarCategory, BarSeries } from './types.ts';

/** A group of bars for each stream of a comparison. @param nameOf the full name of a stream */
export const comparedCategories = (
  columns: readonly ComparisonColumn[],
  nameOf: (corruption: string, severity: number) => string,
): BarCategory[] =>
  columns.map(({ id, label, corruption, severity }) => ({ id, label, title: nameOf(corruption, severity) }));

/** The rows of a table as bars, as far as its columns have a place among the categories, in the colours of their methods. */
export function tableBars(
  table: NumberTable,
  rows: readonly { readonly id: string; readonly label: string; readonly color: number }[],
  categories: readonly BarCategory[],
  percent: boolean,
): BarSeries[] {
  return rows.map(({ id, label, color }, row): BarSeries => {
    const values = categories.map((column, place) => [column.id, table.rows[row]!.values[place]] as const);
    const numbers = (pick: (value: { mean: number; std: number | null }) => number | null): Record<string, number> =>
      Object.fromEntries(
        values.flatMap(([key, value]) => {
          const number = value ? pick(value) : null;
          return number === null ? [] : [[key, percent ? number / 100 : number]];
        }),
      );
    return { id, name: label, color, values: numbers(({ mean }) => mean), std: numbers(({ std }) => std) };
  });
}
