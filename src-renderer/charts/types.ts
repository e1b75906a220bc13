import type { Snippet } from 'svelte';
import type { AccuracyWindow } from '../../src-shared/curves/accuracy.ts';
import type { BatchColumns, Curve, CurveAxis } from '../../src-shared/curves/columns.ts';

/** How values are written: fractions as percent, differences of fractions as signed percentage points, plain numbers, whole numbers, or seconds. */
export type ValueFormat = 'percent' | 'points' | 'number' | 'count' | 'seconds';

/** A line. Keep its arrays out of deep state (`$state.raw`): they are read thousands of times per drawing. */
export interface ChartSeries extends Curve {
  /** Stays the same while data grows; visibility hangs on it. */
  readonly id: string;
  readonly name: string;
  /** Half width of the band around `y`, e.g. the standard deviation over seeds. */
  readonly std?: readonly (number | null)[] | undefined;
  /** `y` before it was smoothed. */
  readonly raw?: readonly (number | null)[] | undefined;
  /** Place in the palette, from 0. */
  readonly color: number;
  /** What its last value is of, e.g. the stream it ends in; said in the legend. */
  readonly ending?: string | undefined;
}

/** A dashed horizontal line, e.g. a published value. */
export interface ReferenceLine {
  readonly value: number;
  /** `published` if missing. */
  readonly label?: string | undefined;
  /** Place in the palette; a neutral grey if missing. */
  readonly color?: number | undefined;
}

/** Where on the x axis a shift starts. */
export interface ShiftBoundary {
  readonly x: number;
  readonly label: string;
}

/** A stretch of the x axis. */
export interface XRange {
  readonly min: number;
  readonly max: number;
}

/** What every chart has. */
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

/** Values of one run (or mean of several) by category. */
export interface BarSeries {
  readonly id: string;
  readonly name: string;
  /** By `BarCategory.id`; a missing one leaves a gap. */
  readonly values: Readonly<Record<string, number>>;
  /** Half length of the error bars, e.g. the standard deviation over seeds. */
  readonly std?: Readonly<Record<string, number>> | undefined;
  /** Published values, drawn as a tick across the bar. */
  readonly published?: Readonly<Record<string, number>> | undefined;
  readonly color?: number | undefined;
}

export interface BarCategory {
  readonly id: string;
  /** Short label under the bars. */
  readonly label: string;
  /** Full name in the read-out; the label if missing. */
  readonly title?: string | undefined;
}

export interface BarChartProps extends ChartBase {
  categories: readonly BarCategory[];
  series: readonly BarSeries[];
  yLabel: string;
  format?: ValueFormat | undefined;
  /** Ids of the series switched off. Bindable. */
  hidden?: readonly string[];
}

/** One small chart: the lines of all runs on one shift. */
export interface MultiplesPanel {
  readonly id: string;
  readonly title: string;
  /** Same ids in all panels for the same run. */
  readonly series: readonly ChartSeries[];
  readonly references?: readonly ReferenceLine[] | undefined;
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
  /** What it shows, for screen readers. */
  label: string;
  /** Ends of the y axis; those of the values if missing. */
  range?: readonly [number, number] | undefined;
  /** Place in the palette, from 0. */
  color?: number | undefined;
}

/** What the toolbar over accuracy curves sets. */
export interface CurveSettings {
  readonly axis: CurveAxis;
  /** `accuracy` or the name of a diagnostic. */
  readonly quantity: string;
  readonly accuracy: 'cumulative' | 'windowed';
  readonly window: AccuracyWindow;
  readonly smoothing: number;
  /** Runs that differ in their seed only: each by itself, or their mean ± standard deviation. */
  readonly seeds: 'each' | 'band';
}

export interface ChartToolbarProps {
  /** Bindable. */
  settings: CurveSettings;
  /** Diagnostics that can be shown instead of the accuracy. */
  diagnostics?: readonly string[] | undefined;
  /** Whether there are runs that differ in their seed only. */
  seeded?: boolean | undefined;
}

/** A run as `RunCurves` draws it. */
export interface CurveRun {
  readonly id: string;
  readonly name: string;
  /** Runs of one group differ in their seed only and can be drawn as mean ± std. */
  readonly group?: { readonly id: string; readonly name: string } | undefined;
  /** Gives lines of their own to seeds, in the colour of the method. */
  readonly method?: string | undefined;
  /** Whether its method is reset between streams; else as the chart says. */
  readonly reset?: boolean | undefined;
  /** Streams in the order in which they were met; `StreamColumns` fit. */
  readonly shifts: readonly (BatchColumns & { readonly corruption: string; readonly severity: number })[];
  /** Streams that it has or will have; those met so far if missing. */
  readonly planned?: readonly { readonly corruption: string; readonly severity: number }[] | undefined;
  readonly color?: number | undefined;
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
