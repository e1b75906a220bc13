import { decimate } from '../../curves/decimate.ts';
import { lowerBound } from '../../curves/interpolate.ts';
import { niceAxis, ticksWithin, type AxisTicks } from '../../curves/ticks.ts';
import { tickTexts } from '../format.ts';
import type { Curve } from '../../curves/columns.ts';
import type { ChartSeries, ReferenceLine, ShiftBoundary, ValueFormat, XRange } from '../types.ts';
import { faded, styleOf, type Palette } from './palette.ts';

export interface PlannedAxis extends AxisTicks {
  readonly label: string;
  /** Of the marks. */
  readonly texts: readonly string[];
  readonly format: ValueFormat;
}

export interface PlannedLine {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
  /** Each value holds until the next. */
  readonly stepped: boolean;
  readonly points: { x: number; y: number | null }[];
  /** Faint lines have no dot at their end. */
  readonly faint: boolean;
}

export interface PlannedBand {
  readonly color: string;
  /** Each without gaps. */
  readonly stretches: readonly (readonly { x: number; low: number; high: number }[])[];
}

interface PlannedReference {
  readonly value: number;
  readonly label: string;
  readonly color: string;
}

/** Everything that is drawn of a line chart, in data coordinates; nothing is decided later. */
export interface LinePlan {
  readonly x: PlannedAxis;
  readonly y: PlannedAxis;
  readonly lines: readonly PlannedLine[];
  readonly bands: readonly PlannedBand[];
  readonly references: readonly PlannedReference[];
  readonly boundaries: readonly ShiftBoundary[];
}

export interface LinePlanInput {
  /** The visible ones. */
  readonly series: readonly ChartSeries[];
  readonly palette: Palette;
  readonly view: XRange | null;
  readonly xStart?: number | undefined;
  readonly xEnd?: number | undefined;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xFormat: ValueFormat;
  readonly format: ValueFormat;
  readonly references: readonly (ReferenceLine & { readonly label: string })[];
  readonly boundaries: readonly ShiftBoundary[];
  /** The only series drawn at full strength. */
  readonly emphasis?: string | undefined;
  /** Marks on the x and y axis, at most. */
  readonly ticks: readonly [number, number];
  /** Points of all lines together, about. */
  readonly points: number;
  /** The y axis where it is given, e.g. shared by several charts. */
  readonly yAxis?: AxisTicks | undefined;
}

/** Lines get thinner when there are many of them. */
const lineWidth = (count: number) => (count <= 8 ? 1.75 : count <= 24 ? 1.25 : 1);

/** Where the x axis begins and ends, if that is known whatever the data is. */
export interface KnownEnds {
  readonly xStart?: number | undefined;
  readonly xEnd?: number | undefined;
}

/** First and last x of some series; undefined where there is no point. */
function xDomain(series: readonly ChartSeries[]): XRange | undefined {
  const drawn = series.filter(({ x }) => x.length > 0);
  if (drawn.length === 0) return undefined;
  return { min: Math.min(...drawn.map(({ x }) => x[0]!)), max: Math.max(...drawn.map(({ x }) => x.at(-1)!)) };
}

/** The x axis: the view, or everything from the start (0, if the data begins in the first tenth) to the known end. */
export function xRangeOf(
  series: readonly ChartSeries[],
  view: XRange | null,
  { xStart, xEnd }: KnownEnds = {},
): XRange {
  if (view !== null) return view;
  const domain = xDomain(series) ?? { min: xStart ?? 0, max: xEnd ?? 1 };
  const max = Math.max(domain.max, xEnd ?? domain.max);
  const near = domain.min >= 0 && domain.min <= max / 10 ? 0 : domain.min;
  const min = xStart === undefined ? near : Math.min(xStart, domain.min);
  return max > min ? { min, max } : { min: min - 1, max: min + 1 };
}

/** Smallest and largest drawn value within a stretch of x; undefined without any. */
export function yRangeOf(
  series: readonly ChartSeries[],
  { min, max }: XRange,
): { low: number; high: number } | undefined {
  let low = Infinity;
  let high = -Infinity;
  const take = (value: number) => {
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { x, y, raw, std } of series) {
    const end = Math.min(x.length, lowerBound(x, max) + 1);
    for (let index = Math.max(0, lowerBound(x, min) - 1); index < end; index += 1) {
      const value = y[index] ?? null;
      if (value === null) continue;
      take(value - (std?.[index] ?? 0));
      take(value + (std?.[index] ?? 0));
      if (raw) take(raw[index]!);
    }
  }
  return low > high ? undefined : { low, high };
}

/** The y axis of values of a format: accuracies stay between 0 and 100 % and show 5 points at least. */
export function yAxisOf(
  range: { low: number; high: number } | undefined,
  references: readonly ReferenceLine[],
  format: ValueFormat,
  count: number,
): AxisTicks {
  const values = [...(range ? [range.low, range.high] : []), ...references.map(({ value }) => value)];
  const accuracy = format === 'percent';
  if (values.length === 0) return niceAxis(0, 1, { count, bounds: [0, 1] });
  const options = accuracy ? { count, least: 0.05, bounds: [0, 1] as const } : { count };
  return niceAxis(Math.min(...values), Math.max(...values), options);
}

function bandOf({ x, y, std }: ChartSeries, indices: readonly number[], color: string): PlannedBand | undefined {
  if (std === undefined) return undefined;
  const stretches: { x: number; low: number; high: number }[][] = [[]];
  for (const index of indices) {
    const [value, spread] = [y[index] ?? null, std[index] ?? null];
    if (value === null || spread === null) stretches.push([]);
    else stretches.at(-1)!.push({ x: x[index]!, low: value - spread, high: value + spread });
  }
  return { color, stretches: stretches.filter(({ length }) => length > 1) };
}

/** Decides everything about a drawing of lines. */
export function planLines(input: LinePlanInput): LinePlan {
  const { series, palette, view, format, emphasis } = input;
  const range = xRangeOf(series, view, input);
  const lineCount = series.reduce((count, { raw }) => count + (raw ? 2 : 1), 0);
  const budget = Math.max(60, Math.min(1600, Math.round(input.points / Math.max(1, lineCount))));
  const width = lineWidth(series.length);
  const lines: PlannedLine[] = [];
  const faint: PlannedLine[] = [];
  const bands: PlannedBand[] = [];
  for (const one of series) {
    const { color, dash } = styleOf(palette, one.color);
    const quiet = emphasis !== undefined && emphasis !== one.id;
    const shared = { id: one.id, name: one.name, dash, stepped: one.stepped ?? false };
    const indices = decimate(one, budget, range.min, range.max);
    const pointsOf = (curve: Curve, kept: readonly number[]) =>
      kept.map((index) => ({ x: curve.x[index]!, y: curve.y[index] ?? null }));
    lines.push({
      ...shared,
      color: quiet ? faded(color, 0.15) : color,
      width: emphasis === one.id ? Math.max(2, width) : width,
      points: pointsOf(one, indices),
      faint: quiet,
    });
    const band = quiet ? undefined : bandOf(one, indices, faded(color, 0.16));
    if (band) bands.push(band);
    if (one.raw === undefined || quiet) continue;
    const raw = { x: one.x, y: one.raw };
    const points = pointsOf(raw, decimate(raw, budget, range.min, range.max));
    faint.push({ ...shared, id: `${one.id}/raw`, color: faded(color, 0.2), width: 0.75, points, faint: true });
  }
  const values = yRangeOf(series, range);
  const nothing = values === undefined;
  const x = nothing
    ? { min: 0, max: 1, ticks: [] }
    : ticksWithin(range.min, range.max, input.ticks[0], input.xFormat === 'count');
  const y =
    input.yAxis ??
    (nothing ? { min: 0, max: 1, ticks: [] } : yAxisOf(values, input.references, format, input.ticks[1]));
  return {
    x: { ...x, label: input.xLabel, texts: tickTexts(x.ticks, input.xFormat), format: input.xFormat },
    y: { ...y, label: input.yLabel, texts: tickTexts(y.ticks, format), format },
    lines: [...faint, ...lines],
    bands,
    references: (nothing ? [] : input.references).map(({ value, label, color }) => ({
      value,
      label,
      color: color === undefined ? palette.reference : styleOf(palette, color).color,
    })),
    boundaries: input.boundaries,
  };
}
