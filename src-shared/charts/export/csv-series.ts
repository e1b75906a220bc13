import { csvText, numberText } from '../../csv.ts';
import { axisName, type CsvSeries } from '../../curves/csv.ts';
import { chartWords as texts } from '../words.ts';
import type { BarCategory, BarSeries, ChartSeries, HeatAxis } from '../types.ts';

/** All points of the drawn lines, and of what was smoothed. */
export function csvLines(series: readonly ChartSeries[]): CsvSeries[] {
  return series.flatMap((one) => [one, ...(one.raw ? [{ name: texts.rawName(one.name), x: one.x, y: one.raw }] : [])]);
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

/** The cells of a heat map, a row each. */
export function heatCsv(
  rows: readonly (readonly (number | null)[])[],
  { x, y, valueLabel }: { readonly x: HeatAxis; readonly y: HeatAxis; readonly valueLabel: string },
): string {
  return csvText([
    [axisName(x.label, false), axisName(y.label, false), axisName(valueLabel, false)],
    ...rows.flatMap((values, row) =>
      values.map((value, column) => [x.names[column]!, y.names[row]!, value === null ? '' : numberText(value)]),
    ),
  ]);
}
