import type { Curve } from './columns.ts';
import { meanStd } from '../statistics/mean-std.ts';
import { valueAt } from './interpolate.ts';

/** Mean of several curves with its spread. */
export interface BandCurve extends Curve {
  readonly std: readonly (number | null)[];
}

const sameGrid = (curves: readonly Curve[]) =>
  curves.every(({ x }) => x.length === curves[0]!.x.length && x.every((value, index) => value === curves[0]!.x[index]));

/** As many evenly spaced points as the longest curve has, over the range that all curves cover. */
function commonGrid(curves: readonly Curve[]): number[] {
  const from = Math.max(...curves.map(({ x }) => x[0]!));
  const to = Math.min(...curves.map(({ x }) => x.at(-1)!));
  if (from > to) return [];
  const steps = Math.max(1, ...curves.map(({ x }) => x.length - 1));
  return Array.from({ length: steps + 1 }, (_, index) => from + ((to - from) * index) / steps);
}

/**
 * Mean and standard deviation over repetitions, e.g. seeds. Curves over the same x are taken point by point; otherwise
 * (seconds, or runs still going on) they are interpolated on a common grid over the range that all of them cover, so
 * that each mean is over the same runs. Empty curves are left out; a point where any curve has a gap is a gap.
 */
export function meanBand(curves: readonly Curve[]): BandCurve {
  const used = curves.filter(({ x }) => x.length > 0);
  if (used.length === 0) return { x: [], y: [], std: [] };
  const aligned = sameGrid(used);
  const x = aligned ? used[0]!.x : commonGrid(used);
  const points = x.map((at, index) => {
    const values = used.map((curve) => (aligned ? curve.y[index]! : valueAt(curve, at)));
    const present = values.filter((value) => value !== null);
    return present.length === values.length ? meanStd(present) : undefined;
  });
  return { x, y: points.map((point) => point?.mean ?? null), std: points.map((point) => point?.std ?? null) };
}
