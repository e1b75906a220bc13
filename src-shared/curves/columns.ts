/**
 * The batches of a stream as columns, one value per batch, in order: the part of `ShiftCurve` that curves are
 * computed from.
 */
export interface BatchColumns {
  /** Images of the batch. */
  readonly sizes: readonly number[];
  /** Images whose label is the first prediction. */
  readonly correct1: readonly number[];
  /** Prediction and adaptation, without loading. */
  readonly computeSeconds: readonly number[];
  /** e.g. loss, entropy, discrepancy; null where there was none. */
  readonly diagnostics: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Points of a line with ascending x; a null y interrupts the line. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** What a curve is drawn over: batches, images seen, or seconds spent on prediction and adaptation. */
export const curveAxes = ['batches', 'images', 'seconds'] as const;
export type CurveAxis = (typeof curveAxes)[number];

/** Running sums: `[a, a + b, a + b + c, …]`. */
export function runningSums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** Where each batch lies on an axis: at its end, so that the first batch lies at 1, at its size, or at its seconds. */
export function axisValues(columns: BatchColumns, axis: CurveAxis): number[] {
  switch (axis) {
    case 'batches':
      return columns.sizes.map((_, index) => index + 1);
    case 'images':
      return runningSums(columns.sizes);
    case 'seconds':
      return runningSums(columns.computeSeconds);
  }
}

/** Several streams as one, in order. A diagnostic that a stream lacks is null over its batches. */
export function joinColumns(streams: readonly BatchColumns[]): BatchColumns {
  const names = new Set(streams.flatMap(({ diagnostics }) => Object.keys(diagnostics)));
  const joined = [...names].map((name) => [
    name,
    streams.flatMap(({ diagnostics, sizes }) => diagnostics[name] ?? sizes.map(() => null)),
  ]);
  return {
    sizes: streams.flatMap(({ sizes }) => sizes),
    correct1: streams.flatMap(({ correct1 }) => correct1),
    computeSeconds: streams.flatMap(({ computeSeconds }) => computeSeconds),
    diagnostics: Object.fromEntries(joined) as Record<string, (number | null)[]>,
  };
}
