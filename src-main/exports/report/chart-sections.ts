import type { SuiteState } from '../../../src-shared/api/lab.ts';
import { tableBars } from '../../../src-shared/charts/comparison-charts.ts';
import { lossSeries } from '../../../src-shared/charts/loss-series.ts';
import { placesOf } from '../../../src-shared/charts/method-looks.ts';
import { curveWords, defaultCurveSettings, runBoundaries, runSeries } from '../../../src-shared/charts/run-series.ts';
import { smoothSeries } from '../../../src-shared/charts/smooth-series.ts';
import { suiteCurves } from '../../../src-shared/charts/suite-curve.ts';
import type { BarCategory, CurveRun, ValueFormat } from '../../../src-shared/charts/types.ts';
import type { NumberTable } from '../../../src-shared/comparison/table-text.ts';
import type { RunColumns } from '../../../src-shared/curves/columns.ts';
import { lossSmoothing } from '../../../src-shared/curves/smoothing.ts';
import { metricAxisLabel, metricFormat } from '../../../src-shared/charts/metric-axis.ts';
import { metricLabels } from '../../../src-shared/metrics/metric-words.ts';
import { metricColumn, metrics, type Metric } from '../../../src-shared/metrics/metrics.ts';
import type { PretrainRun } from '../../../src-shared/records.ts';
import { barSection, lineSection } from './figure-sections.ts';
import type { NameOf } from './run-sections.ts';
import type { FigureSection } from './sections.ts';

/** The curves of runs, as Compare shows them at first. @param restart whether accuracies start anew with each stream */
export function curvesSection(runs: readonly CurveRun[], restart: boolean): FigureSection[] {
  const series = runSeries(runs, defaultCurveSettings, restart);
  if (series.every(({ y }) => y.every((value) => value === null))) return [];
  const words = curveWords(defaultCurveSettings);
  const anew = restart ? ' It starts anew with each stream, as the methods do.' : '';
  const spread = series.some(({ std }) => std) ? ' Bands: standard deviation over seeds.' : '';
  return [
    lineSection({
      ...{ name: 'curves', title: 'Curves', series, ...words, xStart: 0 },
      caption: `Cumulative accuracy over the images seen.${anew}${spread}`,
      boundaries: runBoundaries(runs, defaultCurveSettings.axis),
    }),
  ];
}

/** How values of a metric are written in charts. */
const axisOf = (metric: Metric): { yLabel: string; format: ValueFormat } => ({
  yLabel: metricAxisLabel(metric),
  format: metricFormat(metric),
});

/** The bars of a comparison by stream; none of a single one, whose table says it all. */
export function barsSection(
  table: NumberTable,
  rows: Parameters<typeof tableBars>[1],
  categories: readonly BarCategory[],
  metric: Metric,
): FigureSection[] {
  if (categories.length < 2) return [];
  const spread = table.rows.some(({ values }) => values.some((value) => (value?.std ?? null) !== null));
  return [
    barSection({
      ...{ name: `${metric}-by-corruption`, title: 'By corruption', categories, ...axisOf(metric) },
      series: tableBars(table, rows, categories, metrics[metric].percent),
      caption: `${metricLabels[metric]} by corruption.${spread ? ' Error bars: standard deviation over seeds.' : ''}`,
    }),
  ];
}

/** Losses of pre-trainings, smoothed as on their pages. */
export function lossesSection(
  runs: readonly PretrainRun[],
  curveOf: (id: string) => RunColumns | undefined,
  nameOf: NameOf,
): FigureSection[] {
  const series = lossSeries(runs, curveOf, nameOf);
  if (series.length === 0) return [];
  return [
    lineSection({
      ...{
        name: 'losses',
        title: 'Loss of pre-training',
        caption: 'Loss over the steps, smoothed; faint: as measured.',
      },
      series: smoothSeries(series, lossSmoothing),
      ...{ xLabel: 'Step', xFormat: 'count', yLabel: 'Loss', format: 'number' },
    }),
  ];
}

/** Chart of a suite's page: its curve, or the columns of its metric as bars. */
export function suiteFigures(state: SuiteState, table: NumberTable): FigureSection[] {
  const { curve, metric, columns, rows } = state;
  if (curve) {
    const series = suiteCurves(state);
    if (series.every(({ y }) => y.every((value) => value === null))) return [];
    const { xLabel, yLabel } = curve;
    const caption = `${yLabel} over ${xLabel.toLowerCase()}.`;
    return [
      lineSection({
        ...{ name: 'curve', title: yLabel, caption, series, xLabel, yLabel, xFormat: 'count', format: 'percent' },
      }),
    ];
  }
  const kept = columns.flatMap((column, place) => (column.unit === metricColumn(metric) ? [{ ...column, place }] : []));
  const places = placesOf(rows.map(({ method }) => method));
  const own: NumberTable = {
    ...table,
    rows: table.rows.map((row) => ({ ...row, values: kept.map(({ place }) => row.values[place] ?? null) })),
  };
  const categories = kept.map(({ id, label, group }) => ({
    id,
    label,
    title: group === null ? label : `${group}, ${label}`,
  }));
  const named = rows.map(({ id, label }, place) => ({ id, label, color: places[place]! }));
  return own.rows.some(({ values }) => values.some((value) => value !== null))
    ? barsSection(own, named, categories, metric)
    : [];
}
