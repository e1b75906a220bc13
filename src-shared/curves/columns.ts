import type { RunCurve, ShiftCurve } from '../api/runs.ts';

/** A column: a list as it comes from the lab, or typed memory, as a window keeps what grows. */
type Column = ArrayLike<number>;
/** A column of which some values are missing: null in a list, NaN in typed memory. */
type ColumnWithGaps = ArrayLike<number | null>;

/** The batches of a stream as columns of either kind. */
export type StreamColumns = {
  readonly [Key in keyof ShiftCurve]: ShiftCurve[Key] extends number[]
    ? Column
    : Key extends 'diagnostics'
      ? Readonly<Record<string, ColumnWithGaps>>
      : ShiftCurve[Key];
};

/** The part of a stream that curves are computed from. */
export type BatchColumns = Pick<StreamColumns, 'sizes' | 'correct1' | 'computeSeconds' | 'diagnostics'>;

/** Everything measured of a run as columns of either kind. */
export interface RunColumns extends Readonly<Pick<RunCurve, 'runId' | 'firstStep'>> {
  readonly shifts: readonly StreamColumns[];
  readonly losses: ColumnWithGaps;
}

/** Points of a line with ascending x; a null y interrupts the line. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** X axis of a curve: batches, images seen, or seconds spent on prediction and adaptation. */
export const curveAxes = ['batches', 'images', 'seconds'] as const;
export type CurveAxis = (typeof curveAxes)[number];

/** Makes a list of columns that follow each other. */
export function mapColumns<Value, Result>(
  columns: readonly ArrayLike<Value>[],
  map: (value: Value, index: number) => Result,
): Result[] {
  const results: Result[] = [];
  for (const column of columns) {
    for (let index = 0; index < column.length; index += 1) results.push(map(column[index]!, results.length));
  }
  return results;
}

export const withGaps = (columns: readonly ColumnWithGaps[]): (number | null)[] =>
  mapColumns(columns, (value) => (Number.isNaN(value) ? null : value));

/** Running sums over columns that follow each other: `[a, a + b, a + b + c, …]`. */
export function runningSums(...columns: readonly Column[]): number[] {
  let sum = 0;
  return mapColumns(columns, (value) => (sum += value));
}

/**
 * Where each batch of streams in a row lies on an axis: at its end, so that the first batch lies at 1, at its size, or
 * at its seconds.
 */
export function axisValues(streams: readonly BatchColumns[], axis: CurveAxis): number[] {
  const sizes = streams.map((stream) => stream.sizes);
  switch (axis) {
    case 'batches':
      return mapColumns(sizes, (_, index) => index + 1);
    case 'images':
      return runningSums(...sizes);
    case 'seconds':
      return runningSums(...streams.map(({ computeSeconds }) => computeSeconds));
  }
}

/** Where each of some streams in a row starts on an axis. */
export function axisStarts(streams: readonly BatchColumns[], axis: CurveAxis): number[] {
  let end = 0;
  return streams.map(({ sizes, computeSeconds }) => {
    const start = end;
    const steps = axis === 'seconds' ? computeSeconds : sizes;
    for (let index = 0; index < steps.length; index += 1) end += axis === 'batches' ? 1 : steps[index]!;
    return start;
  });
}
