import { nearestIndex } from '../curves/interpolate.ts';
import type { ChartSeries } from './types.ts';

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
export function readingsAt(series: readonly ChartSeries[], x: number): Reading[] {
  return series.flatMap((one): Reading[] => {
    const index = nearestIndex(one, x);
    if (index === undefined) return [];
    const at = one.x[index]!;
    const reach = Math.max(at - (one.x[index - 1] ?? 0), (one.x[index + 1] ?? at) - at);
    if (Math.abs(at - x) > reach) return [];
    const { id, name, color, y, std } = one;
    return [{ id, name, place: color, x: at, value: y[index]!, std: std?.[index] ?? undefined }];
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
export function stepFrom(series: readonly ChartSeries[], x: number | null, steps: number): number | null {
  const longest = series.reduce<ChartSeries | undefined>(
    (most, one) => (most === undefined || one.x.length > most.x.length ? one : most),
    undefined,
  );
  if (longest === undefined || longest.x.length === 0) return null;
  const last = longest.x.length - 1;
  const here = x === null ? (steps > 0 ? -1 : last + 1) : (nearestIndex(longest, x) ?? 0);
  let next = Math.max(0, Math.min(last, here + steps));
  const direction = steps < 0 ? -1 : 1;
  while (longest.y[next] === null && next + direction >= 0 && next + direction <= last) next += direction;
  return longest.x[next]!;
}
