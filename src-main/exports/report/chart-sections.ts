import type { SuiteState } from '../../../src-shared/api/lab.ts';
import { barChartFigure, lineChartFigure } from '../../../src-shared/charts/chart-figures.ts';
import { tableBars } from '../../../src-shared/charts/comparison-charts.ts';
import { barSummary, barTable, lineSummary, lineTable } from '../../../src-shared/charts/describe.ts';
import { csvBars, csvLines } from '../../../src-shared/charts/export/csv-series.ts';
import { placesOf } from '../../../src-shared/charts/method-looks.ts';
import { curveWords, defaultCurveSettings, runBoundaries, runSeries } from '../../../src-shared/charts/run-series.ts';
import { smoothSeries } from '../../../src-shared/charts/smooth-series.ts';
import { suiteCurves } from '../../../src-shared/charts/suite-curve.ts';
import type {
  BarCategory,
  BarSeries,
  ChartSeries,
  CurveRun,
  ShiftBoundary,
  ValueFormat,
} from '../../../src-shared/charts/types.ts';
import type { NumberTable } from '../../../src-shared/comparison/table-text.ts';
import { axisName, seriesCsv } from '../../../src-shared/curves/csv.ts';
import { lossCurve } from '../../../src-shared/curves/quantity.ts';
import type { RunColumns } from '../../../src-shared/curves/columns.ts';
import { lossSmoothing } from '../../../src-shared/curves/smoothing.ts';
import { metricAxisLabel, metricFormat } from '../../../src-shared/charts/metric-axis.ts';
import { metricLabels } from '../../../src-shared/metrics/metric-words.ts';
import { metricColumn, metrics, type Metric } from '../../../src-shared/metrics/metrics.ts';
import type { PretrainRun } from '../../../src-shared/records.ts';
import type { NameOf } from './run-sections.ts';
import type { FigureSection } from './sections.ts';

interface Chart {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly yLabel: string;
  readonly format: ValueFormat;
}

interface Lines extends Chart {
  readonly series: readonly ChartSeries[];
  readonly xLabel: string;
  readonly xFormat: ValueFormat;
  readonly boundaries?: readonly ShiftBoundary[];
  readonly xStart?: number;
}

/** A line chart as a section, as its page exports it. */
export function lineSection({ name, title, caption, boundaries = [], xStart, ...chart }: Lines): FigureSection {
  const { series, xLabel, yLabel, format } = chart;
  const input = { ...chart, view: null, references: [], boundaries, xStart };
  return {
    ...{ kind: 'figure', part: 'figures', name, title, caption },
    draw: (layout, palette, points) => lineChartFigure(title, input, layout, palette, points),
    summary: lineSummary(series, chart),
    table: lineTable(series, chart),
    csv: seriesCsv(csvLines(series), { x: axisName(xLabel, false), y: axisName(yLabel, format === 'percent') }),
  };
}

interface Bars extends Chart {
  readonly series: readonly BarSeries[];
  readonly categories: readonly BarCategory[];
}

/** A bar chart as a section, as its page exports it. */
function barSection({ name, title, caption, ...chart }: Bars): FigureSection {
  const { series, categories, yLabel, format } = chart;
  const coloured = series.map((one, place) => ({ ...one, color: one.color ?? place }));
  return {
    ...{ kind: 'figure', part: 'figures', name, title, caption },
    draw: (layout, palette) => barChartFigure(title, { ...chart, series: coloured }, layout, palette),
    summary: barSummary(series, categories, format),
    table: barTable(series, categories, format),
    csv: seriesCsv(csvBars(series, categories), { x: 'category', y: axisName(yLabel, format === 'percent') }),
  };
}

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
  const places = placesOf(runs.map(({ method }) => method));
  const series = runs.flatMap((run, place): ChartSeries[] => {
    const curve = curveOf(run.id);
    if (!curve || curve.losses.length === 0) return [];
    return [{ id: run.id, name: nameOf(run), color: places[place]!, ...lossCurve(curve) }];
  });
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

/** What a suite's page draws: its curve, or else the columns of its metric as bars. */
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
