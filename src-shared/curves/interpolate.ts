import type { Curve } from './columns.ts';

/** Index of the first of ascending values that is not below `target`; the length if there is none. */
export function lowerBound(values: readonly number[], target: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the point of a curve nearest to x that has a value; undefined without any. */
export function nearestIndex({ x, y }: Curve, target: number): number | undefined {
  let right = lowerBound(x, target);
  let left = right - 1;
  while (right < x.length && y[right] === null) right += 1;
  while (left >= 0 && y[left] === null) left -= 1;
  if (right >= x.length) return left < 0 ? undefined : left;
  if (left < 0) return right;
  return target - x[left]! <= x[right]! - target ? left : right;
}

/** Value on the straight line between the two points around x; null outside of the curve and in its gaps. */
export function valueAt({ x, y }: Curve, target: number): number | null {
  const right = lowerBound(x, target);
  if (right === x.length) return null;
  const after = y[right] ?? null;
  if (x[right] === target || after === null) return x[right] === target ? after : null;
  const before = right === 0 ? null : (y[right - 1] ?? null);
  if (before === null) return null;
  const share = (target - x[right - 1]!) / (x[right]! - x[right - 1]!);
  return before + share * (after - before);
}
