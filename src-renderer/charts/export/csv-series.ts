import type { CsvSeries } from '../../../src-shared/curves/csv.ts';
import { charts as texts } from '../../texts/charts.ts';
import type { PreparedSeries } from '../draw/prepare.ts';
import type { BarCategory, BarSeries } from '../types.ts';

/** All points of the drawn lines, and of what was smoothed. */
export function csvLines(series: readonly PreparedSeries[]): CsvSeries[] {
  return series.flatMap(({ name, drawn, std, raw }) => [
    { name, ...drawn, std },
    ...(raw ? [{ name: texts.rawName(name), ...raw }] : []),
  ]);
}

/** The bars by category, and the published values as series of their own. */
export function csvBars(series: readonly BarSeries[], categories: readonly BarCategory[]): CsvSeries[] {
  const x = categories.map(({ id }) => id);
  const column = (values: Readonly<Record<string, number>>) => x.map((id) => values[id] ?? null);
  return series.flatMap(({ name, values, std, published }) => [
    { name, x, y: column(values), std: std && column(std) },
    ...(published ? [{ name: `${name}, ${texts.published}`, x, y: column(published) }] : []),
  ]);
}
