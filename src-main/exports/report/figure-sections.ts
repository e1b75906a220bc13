import {
  barChartFigure,
  drawnChartFigure,
  heatChartFigure,
  lineChartFigure,
  type DrawnChart,
} from '../../../src-shared/charts/chart-figures.ts';
import { barSummary, barTable, heatTable, lineSummary, lineTable } from '../../../src-shared/charts/describe.ts';
import { heatRange } from '../../../src-shared/charts/draw/heat-plan.ts';
import { csvBars, csvLines, heatCsv } from '../../../src-shared/charts/export/csv-series.ts';
import { valueText } from '../../../src-shared/charts/format.ts';
import type {
  BarCategory,
  BarSeries,
  ChartSeries,
  HeatAxis,
  HeatScale,
  ShiftBoundary,
  ValueFormat,
} from '../../../src-shared/charts/types.ts';
import { chartWords } from '../../../src-shared/charts/words.ts';
import { axisName, seriesCsv } from '../../../src-shared/curves/csv.ts';
import type { FigureSection } from './sections.ts';

type Words = Pick<FigureSection, 'name' | 'title' | 'caption' | 'beside'>;

interface Chart extends Words {
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
export function lineSection({
  name,
  title,
  caption,
  beside = false,
  boundaries = [],
  xStart,
  ...chart
}: Lines): FigureSection {
  const { series, xLabel, yLabel, format } = chart;
  const input = { ...chart, view: null, references: [], boundaries, xStart };
  return {
    ...{ kind: 'figure', part: 'figures', name, title, caption, beside },
    draw: (layout, palette, points) => lineChartFigure(title, input, layout, palette, points),
    summary: lineSummary(series, chart),
    table: lineTable(series, chart),
    csv: seriesCsv(csvLines(series), { x: axisName(xLabel, false), y: axisName(yLabel, format === 'percent') }),
  };
}

interface Bars extends Chart {
  readonly series: readonly BarSeries[];
  readonly categories: readonly BarCategory[];
  /** Kind of the categories; corruptions if missing. */
  readonly categoryLabel?: string | undefined;
}

/** A bar chart as a section, as its page exports it. */
export function barSection({ name, title, caption, beside = false, categoryLabel, ...chart }: Bars): FigureSection {
  const { series, categories, yLabel, format } = chart;
  const coloured = series.map((one, place) => ({ ...one, color: one.color ?? place }));
  return {
    ...{ kind: 'figure', part: 'figures', name, title, caption, beside },
    draw: (layout, palette) => barChartFigure(title, { ...chart, series: coloured }, layout, palette),
    summary: barSummary(series, categories, format),
    table: barTable(series, categories, format, categoryLabel),
    csv: seriesCsv(csvBars(series, categories), { x: 'category', y: axisName(yLabel, format === 'percent') }),
  };
}

interface Heat extends Words {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly x: HeatAxis;
  readonly y: HeatAxis;
  readonly scale: HeatScale;
  readonly valueLabel: string;
}

/** A heat map as a section, as its page exports it. */
export function heatSection({ name, title, caption, beside = false, valueLabel, ...input }: Heat): FigureSection {
  const { rows, x, y, scale } = input;
  const [low, high] = heatRange(rows, scale).map((value) => valueText(value, 'number')) as [string, string];
  return {
    ...{ kind: 'figure', part: 'figures', name, title, caption, beside },
    draw: (layout, palette) => heatChartFigure(title, input, layout, palette),
    summary: chartWords.heat(valueLabel, x.label, y.label, low, high),
    table: heatTable(rows, { x: x.names, y: y.names }),
    csv: heatCsv(rows, { x, y, valueLabel }),
  };
}

/** A painted chart as a section, as its page exports it. */
export function drawnSection({
  title,
  chart,
  ...words
}: Words & Pick<FigureSection, 'summary' | 'table' | 'csv'> & { readonly chart: DrawnChart }): FigureSection {
  return {
    ...{ kind: 'figure', part: 'figures', title, ...words },
    draw: (layout, palette) => drawnChartFigure(title, chart, layout, palette),
  };
}
