/** A value at a place of the unit square. */
export interface PlacedValue {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

const near = 1e-9;
const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/** The step of a sorted list that a place lies in, and how far. */
function stepOf(sorted: readonly number[], at: number): { index: number; share: number } {
  const last = sorted.length - 1;
  const after = sorted.findIndex((value) => value > at);
  if (after === 0) return { index: 0, share: 0 };
  if (after < 0) return { index: Math.max(0, last - 1), share: last === 0 ? 0 : 1 };
  const [low, high] = [sorted[after - 1]!, sorted[after]!];
  return { index: after - 1, share: (at - low) / (high - low) };
}

/** Mean of values at one place. */
function merged(points: readonly PlacedValue[]): PlacedValue[] {
  return [...Map.groupBy(points, ({ x, y }) => `${x}/${y}`).values()].map((same) => ({
    ...same[0]!,
    value: same.reduce((sum, { value }) => sum + value, 0) / same.length,
  }));
}

/**
 * Values between points: linear along both sides where the points make a full grid, else the mean of all, weighted by the
 * inverse cube of their distance (Shepard).
 */
export function interpolatePlane(points: readonly PlacedValue[]): (x: number, y: number) => number {
  const all = merged(points);
  const [xs, ys] = [distinct(all.map(({ x }) => x)), distinct(all.map(({ y }) => y))];
  if (xs.length * ys.length === all.length) {
    const table = new Map(all.map(({ x, y, value }) => [`${xs.indexOf(x)}/${ys.indexOf(y)}`, value]));
    const valueAt = (i: number, j: number): number =>
      table.get(`${Math.min(i, xs.length - 1)}/${Math.min(j, ys.length - 1)}`)!;
    return (x, y) => {
      const [a, b] = [stepOf(xs, x), stepOf(ys, y)];
      const low = valueAt(a.index, b.index) * (1 - a.share) + valueAt(a.index + 1, b.index) * a.share;
      const high = valueAt(a.index, b.index + 1) * (1 - a.share) + valueAt(a.index + 1, b.index + 1) * a.share;
      return low * (1 - b.share) + high * b.share;
    };
  }
  return (x, y) => {
    let [sum, weights] = [0, 0];
    for (const point of all) {
      const distance = Math.hypot(x - point.x, y - point.y);
      if (distance < near) return point.value;
      const weight = distance ** -3;
      sum += weight * point.value;
      weights += weight;
    }
    return sum / weights;
  };
}
