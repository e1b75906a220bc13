import type { CsvSeries } from '../../../src-shared/curves/csv.ts';
import { charts as texts } from '../../texts/charts.ts';
import type { PreparedSeries } from '../draw/prepare.ts';

/** All points of the drawn lines, and of what was smoothed. */
export function csvLines(series: readonly PreparedSeries[]): CsvSeries[] {
  return series.flatMap(({ name, drawn, std, raw }) => [
    { name, ...drawn, std },
    ...(raw ? [{ name: texts.rawName(name), ...raw }] : []),
  ]);
}
