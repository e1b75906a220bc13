import type { AccuracyWindow } from '../curves/accuracy.ts';
import type { BatchColumns, Curve, CurveAxis } from '../curves/columns.ts';

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
  /** Each value holds until the next: the line has steps. */
  readonly stepped?: boolean | undefined;
  /** Subject of its last value, e.g. the stream it ends in; said in the legend. */
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

/** One small chart: the lines of all runs on one shift. */
export interface MultiplesPanel {
  readonly id: string;
  readonly title: string;
  /** Same ids in all panels for the same run. */
  readonly series: readonly ChartSeries[];
  readonly references?: readonly ReferenceLine[] | undefined;
}

/** Settings in the toolbar over accuracy curves. */
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

/** Cells along one axis of a heat map. */
export interface HeatAxis {
  readonly label: string;
  /** Of each cell. */
  readonly names: readonly string[];
  /** Texts at the marks, where the names are too long for that. */
  readonly marks?: readonly string[] | undefined;
  /** Every so many cells have a mark; as many as there is room for if missing. */
  readonly step?: number | undefined;
}

/** How values are turned into colours. */
export interface HeatScale {
  /** `diverging`: about 0. */
  readonly kind: 'linear' | 'logarithmic' | 'diverging';
  /** The largest value, or absolute value, that has a colour; that of the data if missing. */
  readonly bound?: number | undefined;
}
