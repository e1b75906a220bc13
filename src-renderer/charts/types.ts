import type { Snippet } from 'svelte';
import type {
  BarCategory,
  BarSeries,
  ChartSeries,
  CurveRun,
  CurveSettings,
  HeatAxis,
  HeatScale,
  MultiplesPanel,
  ReferenceLine,
  ShiftBoundary,
  ValueFormat,
  XRange,
} from '../../src-shared/charts/types.ts';

/** Properties of every chart. */
export interface ChartBase {
  /** Heading, accessible name, and beginning of file names. */
  title: string;
  /** Heading level in the page; 3 if missing. `hidden` keeps the name for screen readers only. */
  heading?: 2 | 3 | 4 | 'hidden' | undefined;
  /** Said when there is nothing to draw. */
  emptyText?: string | undefined;
  /** File name of exports without extension; made from the title if missing. */
  fileName?: string | undefined;
  /** Height of the drawing in CSS pixels; it never changes with the data. */
  height?: number | undefined;
  /** Controls between heading and actions, e.g. a `ChartToolbar`. */
  controls?: Snippet | undefined;
}

export interface LineChartProps extends ChartBase {
  series: readonly ChartSeries[];
  xLabel: string;
  yLabel: string;
  xFormat?: ValueFormat | undefined;
  format?: ValueFormat | undefined;
  /** Weight of the debiased moving average, 0 to 0.999; what it smooths stays visible, faint. */
  smoothing?: number | undefined;
  references?: readonly ReferenceLine[] | undefined;
  boundaries?: readonly ShiftBoundary[] | undefined;
  /** First x when it is known whatever the data is, e.g. 0 for what is counted. */
  xStart?: number | undefined;
  /** Last x when it is known beforehand, so that a growing line does not rescale the axis. */
  xEnd?: number | undefined;
  /** Hides the legend where a single line needs none. */
  legend?: boolean | undefined;
  /** Zoomed stretch; null shows everything. Bindable, to zoom several charts together. */
  view?: XRange | null;
  /** Ids of the lines switched off. Bindable. */
  hidden?: readonly string[];
}

export interface BarChartProps extends ChartBase {
  categories: readonly BarCategory[];
  /** Kind of the categories, over the table of them; corruptions if missing. */
  categoryLabel?: string | undefined;
  series: readonly BarSeries[];
  yLabel: string;
  format?: ValueFormat | undefined;
  /** Ids of the series switched off. Bindable. */
  hidden?: readonly string[];
}

export interface HeatMapProps extends ChartBase {
  /** Values from the lowest row up; null leaves a gap. */
  rows: readonly (readonly (number | null)[])[];
  x: HeatAxis;
  y: HeatAxis;
  scale: HeatScale;
  /** Name of the values. */
  valueLabel: string;
}

export interface SmallMultiplesProps extends ChartBase {
  panels: readonly MultiplesPanel[];
  xLabel: string;
  yLabel: string;
  xFormat?: ValueFormat | undefined;
  format?: ValueFormat | undefined;
  smoothing?: number | undefined;
  /** Ids of the runs switched off. Bindable. */
  hidden?: readonly string[];
}

export interface SparklineProps {
  values: readonly (number | null)[];
  /** Description for screen readers. */
  label: string;
  /** Ends of the y axis; those of the values if missing. */
  range?: readonly [number, number] | undefined;
  /** Place in the palette, from 0. */
  color?: number | undefined;
}

export interface ChartToolbarProps {
  /** Bindable. */
  settings: CurveSettings;
  /** Diagnostics that can be shown instead of the accuracy. */
  diagnostics?: readonly string[] | undefined;
  /** Whether there are runs that differ in their seed only. */
  seeded?: boolean | undefined;
}

export interface RunCurvesProps {
  title: string;
  heading?: ChartBase['heading'];
  runs: readonly CurveRun[];
  /** Whether the method is reset between shifts, so that accuracies start anew with each. */
  restart?: boolean | undefined;
  /** Published accuracies (fractions), drawn over the accuracy only. */
  references?: readonly ReferenceLine[] | undefined;
  /** Images of all streams together, if known: the x axis of a live run then does not move. */
  totalImages?: number | undefined;
  height?: number | undefined;
  fileName?: string | undefined;
  emptyText?: string | undefined;
  /** Bindable, for a page that keeps it. */
  settings?: CurveSettings;
}
