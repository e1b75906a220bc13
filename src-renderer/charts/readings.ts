import { nearestIndex } from '../../src-shared/curves/interpolate.ts';
import type { PreparedSeries } from './draw/prepare.ts';

/** The value of a line at the cursor. */
export interface Reading {
  readonly id: string;
  readonly name: string;
  readonly place: number;
  readonly x: number;
  readonly value: number;
  readonly std: number | undefined;
}

/** Values of all lines near x, each at its own nearest point; lines that end before or begin later have none. */
export function readingsAt(series: readonly PreparedSeries[], x: number): Reading[] {
  return series.flatMap(({ id, name, place, drawn, std }): Reading[] => {
    const index = nearestIndex(drawn, x);
    if (index === undefined) return [];
    const spacing = drawn.x[index]! - (drawn.x[index - 1] ?? 0);
    const next = drawn.x[index + 1];
    const reach = Math.max(spacing, next === undefined ? 0 : next - drawn.x[index]!);
    if (Math.abs(drawn.x[index]! - x) > reach) return [];
    return [{ id, name, place, x: drawn.x[index]!, value: drawn.y[index]!, std: std?.[index] ?? undefined }];
  });
}

/**
 * The readings a small box has room for: those nearest to the pointer, or the largest, from the largest to the smallest.
 */
export function chooseReadings(readings: readonly Reading[], room: number, near: number | null): Reading[] {
  const distance = ({ value }: Reading) => (near === null ? -value : Math.abs(value - near));
  const chosen = readings.length <= room ? [...readings] : readings.toSorted((a, b) => distance(a) - distance(b));
  return chosen.slice(0, room).sort((a, b) => b.value - a.value);
}

/** The x of the reading nearest to a place: where the cursor snaps to. */
export function snap(readings: readonly Reading[], x: number): number {
  let best = x;
  let least = Infinity;
  for (const reading of readings) {
    const distance = Math.abs(reading.x - x);
    if (distance >= least) continue;
    least = distance;
    best = reading.x;
  }
  return best;
}

/** The x a number of points away, along the line with the most points. */
export function stepFrom(series: readonly PreparedSeries[], x: number | null, steps: number): number | null {
  const longest = series.reduce<PreparedSeries | undefined>(
    (most, one) => (most === undefined || one.drawn.x.length > most.drawn.x.length ? one : most),
    undefined,
  );
  if (longest === undefined || longest.drawn.x.length === 0) return null;
  const { drawn } = longest;
  const last = drawn.x.length - 1;
  const here = x === null ? (steps > 0 ? -1 : last + 1) : (nearestIndex(drawn, x) ?? 0);
  let next = Math.max(0, Math.min(last, here + steps));
  const direction = steps < 0 ? -1 : 1;
  while (drawn.y[next] === null && next + direction >= 0 && next + direction <= last) next += direction;
  return drawn.x[next]!;
}
