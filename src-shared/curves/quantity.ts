import { batchAccuracy, cumulativeAccuracy, windowedAccuracy, type AccuracyWindow } from './accuracy.ts';
import {
  axisStarts,
  axisValues,
  mapColumns,
  withGaps,
  type BatchColumns,
  type Curve,
  type CurveAxis,
  type RunColumns,
} from './columns.ts';

/** Quantity of a curve: the accuracy of a stream in one of three forms (fractions), or a diagnostic of the method. */
export type CurveQuantity =
  | { readonly kind: 'cumulative' }
  | { readonly kind: 'windowed'; readonly window: AccuracyWindow }
  | { readonly kind: 'batch' }
  | { readonly kind: 'diagnostic'; readonly name: string };

/** Values of a quantity over streams in a row, one per batch; null where a diagnostic was not measured. */
export function quantityValues(streams: readonly BatchColumns[], quantity: CurveQuantity): (number | null)[] {
  if (quantity.kind === 'diagnostic') {
    const none = (length: number) => new Array<null>(length).fill(null);
    return withGaps(streams.map((stream) => stream.diagnostics[quantity.name] ?? none(stream.sizes.length)));
  }
  const inARow = (key: 'sizes' | 'correct1') =>
    mapColumns(
      streams.map((stream) => stream[key]),
      (value) => value,
    );
  const counted = { sizes: inARow('sizes'), correct1: inARow('correct1') };
  switch (quantity.kind) {
    case 'cumulative':
      return cumulativeAccuracy(counted);
    case 'windowed':
      return windowedAccuracy(counted, quantity.window);
    case 'batch':
      return batchAccuracy(counted);
  }
}

/** The loss of a pre-training over its steps, counted from 1. */
export function lossCurve({ firstStep, losses }: Pick<RunColumns, 'firstStep' | 'losses'>): Curve {
  return { x: mapColumns([losses], (_, index) => firstStep + index + 1), y: withGaps([losses]) };
}

/** The same for each of several tasks, whose steps take turns. @param tasks how many there are */
export function taskLossCurves(columns: Pick<RunColumns, 'firstStep' | 'losses'>, tasks: number): Curve[] {
  const { x, y } = lossCurve(columns);
  return Array.from({ length: tasks }, (_, task) => {
    const isOwn = (step: number): boolean => (step - 1) % tasks === task;
    return { x: x.filter(isOwn), y: y.filter((_loss, index) => isOwn(x[index]!)) };
  });
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
): Curve {
  const x = axisValues(streams, axis);
  if (!restart) return { x, y: quantityValues(streams, quantity) };
  const starts = axisStarts(streams, axis);
  let end = 0;
  const pieces = streams.map((columns, index) => {
    const own = x.slice(end, (end += columns.sizes.length));
    const values = quantityValues([columns], quantity);
    const gap = index > 0 && own.length > 0;
    return { x: gap ? [starts[index]!, ...own] : own, y: gap ? [null, ...values] : values };
  });
  return { x: pieces.flatMap((piece) => piece.x), y: pieces.flatMap((piece) => piece.y) };
}

/** Names of the diagnostics that any of the streams has a number of, in alphabetical order. */
export function diagnosticNames(streams: readonly BatchColumns[]): string[] {
  const named = streams.flatMap(({ diagnostics }) => Object.entries(diagnostics));
  const found = named.filter(([, values]) => withGaps([values]).some((value) => value !== null)).map(([name]) => name);
  return [...new Set(found)].sort();
}
