import type { Curve } from './columns.ts';
import { lowerBound } from './interpolate.ts';

/** A stretch of a curve without gaps, as indices, `end` not included. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

function stretchesOf(y: readonly (number | null)[], first: number, end: number): Stretch[] {
  const stretches: Stretch[] = [];
  let start = first;
  for (let index = first; index <= end; index += 1) {
    if (index < end && y[index] !== null) continue;
    if (index > start) stretches.push({ start, end: index });
    start = index + 1;
  }
  return stretches;
}

/** Largest triangle, three buckets (Steinarsson 2013): of each bucket the point that changes the line's shape most. */
function largestTriangles({ x, y }: Curve, { start, end }: Stretch, count: number): number[] {
  const length = end - start;
  if (length <= count) return Array.from({ length }, (_, index) => start + index);
  if (count < 3) return count === 1 ? [end - 1] : [start, end - 1];
  const bucketStart = (bucket: number) => start + 1 + Math.floor((bucket * (length - 2)) / (count - 2));
  const kept = [start];
  for (let bucket = 0; bucket < count - 2; bucket += 1) {
    const from = bucketStart(bucket);
    const to = bucketStart(bucket + 1);
    const nextEnd = bucket === count - 3 ? end : bucketStart(bucket + 2);
    let nextX = 0;
    let nextY = 0;
    for (let index = to; index < nextEnd; index += 1) {
      nextX += x[index]!;
      nextY += y[index]!;
    }
    nextX /= nextEnd - to;
    nextY /= nextEnd - to;
    const previous = kept.at(-1)!;
    let best = from;
    let largest = -1;
    for (let index = from; index < to; index += 1) {
      const area = Math.abs(
        (x[previous]! - nextX) * (y[index]! - y[previous]!) - (x[previous]! - x[index]!) * (nextY - y[previous]!),
      );
      if (area <= largest) continue;
      largest = area;
      best = index;
    }
    kept.push(best);
  }
  kept.push(end - 1);
  return kept;
}

/**
 * Indices of about `points` points that keep the shape of a curve within `[from, to]`, ascending; the neighbours just
 * outside are kept too, so that lines run on to the edge. Each gap keeps one index (of a null).
 */
export function decimate(curve: Curve, points: number, from = -Infinity, to = Infinity): number[] {
  const first = Math.max(0, lowerBound(curve.x, from) - 1);
  let end = lowerBound(curve.x, to);
  end = Math.min(curve.x.length, end + 1);
  const stretches = stretchesOf(curve.y, first, end);
  const total = stretches.reduce((sum, { start, end: stop }) => sum + stop - start, 0);
  const kept: number[] = [];
  for (const stretch of stretches) {
    if (kept.length > 0) kept.push(stretch.start - 1);
    const share = (stretch.end - stretch.start) / total;
    for (const index of largestTriangles(curve, stretch, Math.max(2, Math.round(points * share)))) kept.push(index);
  }
  return kept;
}
