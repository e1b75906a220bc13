import { batchAccuracy, cumulativeAccuracy, windowedAccuracy, type AccuracyWindow } from './accuracy.ts';
import { axisValues, joinColumns, type BatchColumns, type Curve, type CurveAxis } from './columns.ts';

/** What a curve shows: the accuracy of a stream in one of three forms (fractions), or a diagnostic of the method. */
export type CurveQuantity =
  | { readonly kind: 'cumulative' }
  | { readonly kind: 'windowed'; readonly window: AccuracyWindow }
  | { readonly kind: 'batch' }
  | { readonly kind: 'diagnostic'; readonly name: string };

/** Values of a quantity, one per batch; null where a diagnostic was not measured. */
function quantityValues(columns: BatchColumns, quantity: CurveQuantity): readonly (number | null)[] {
  switch (quantity.kind) {
    case 'cumulative':
      return cumulativeAccuracy(columns);
    case 'windowed':
      return windowedAccuracy(columns, quantity.window);
    case 'batch':
      return batchAccuracy(columns);
    case 'diagnostic':
      return columns.diagnostics[quantity.name] ?? columns.sizes.map(() => null);
  }
}

/** Curve of one stream. */
export function streamCurve(columns: BatchColumns, quantity: CurveQuantity, axis: CurveAxis): Curve {
  return { x: axisValues(columns, axis), y: quantityValues(columns, quantity) };
}

/** Curve over several streams in a row, and where on the x axis each of them starts. */
export interface JoinedCurve extends Curve {
  readonly starts: readonly number[];
}

/**
 * Curve over streams that follow each other.
 * @param restart whether accuracies start anew with each stream, as they do where the method is reset; the line is then
 * interrupted between them
 */
export function joinedCurve(
  streams: readonly BatchColumns[],
  quantity: CurveQuantity,
  axis: CurveAxis,
  restart: boolean,
): JoinedCurve {
  const x = axisValues(joinColumns(streams), axis);
  const ends = streams.map((_, index) => streams.slice(0, index + 1).reduce((n, { sizes }) => n + sizes.length, 0));
  const starts = streams.map((_, index) => (index === 0 ? 0 : (x[ends[index - 1]! - 1] ?? 0)));
  if (!restart) return { x, y: quantityValues(joinColumns(streams), quantity), starts };
  const pieces = streams.map((columns, index) => {
    const own = x.slice(ends[index]! - columns.sizes.length, ends[index]);
    const values = quantityValues(columns, quantity);
    const gap = index > 0 && own.length > 0;
    return { x: gap ? [starts[index]!, ...own] : own, y: gap ? [null, ...values] : values };
  });
  return { x: pieces.flatMap((piece) => piece.x), y: pieces.flatMap((piece) => piece.y), starts };
}

/** Names of the diagnostics that any of the streams has a number of, in alphabetical order. */
export function diagnosticNames(streams: readonly BatchColumns[]): string[] {
  const named = streams.flatMap(({ diagnostics }) => Object.entries(diagnostics));
  const found = named.filter(([, values]) => values.some((value) => value !== null)).map(([name]) => name);
  return [...new Set(found)].sort();
}
