import { mean } from '../statistics/mean-std.ts';
import { handMade, type Fit, type HandMade } from './view.ts';

/** A response at some points. */
interface Points {
  readonly x1: readonly number[];
  readonly x2: readonly number[];
  readonly u: readonly number[];
}

/** R² of a prediction; null where u is the same everywhere. */
function coefficient(u: readonly number[], predicted: (i: number) => number): number | null {
  const centre = mean(u);
  let [total, residual] = [0, 0];
  u.forEach((value, i) => {
    total += (value - centre) ** 2;
    residual += (value - predicted(i)) ** 2;
  });
  return total < 1e-20 * u.length ? null : 1 - residual / total;
}

/** u ≈ a·x₁ + b·x₂ where both are within ±1. */
function fitLinear(all: Points): Fit {
  const inner = all.u.flatMap((_, i) => (Math.abs(all.x1[i]!) < 1 && Math.abs(all.x2[i]!) < 1 ? [i] : []));
  const at = (values: readonly number[]): number[] => inner.map((i) => values[i]!);
  const [x1, x2, u] = [at(all.x1), at(all.x2), at(all.u)];
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const [s11, s12, s22, t1, t2] = [dot(x1, x1), dot(x1, x2), dot(x2, x2), dot(x1, u), dot(x2, u)];
  const determinant = s11 * s22 - s12 * s12;
  const a = (s22 * t1 - s12 * t2) / determinant;
  const b = (s11 * t2 - s12 * t1) / determinant;
  return { kind: 'linear', parameters: { a, b }, r2: coefficient(u, (i) => a * x1[i]! + b * x2[i]!) };
}

function fitSign({ x1, u }: Points): Fit {
  const sides = x1.map(Math.sign);
  const a =
    sides.reduce((sum, side, i) => sum + side * u[i]!, 0) / Math.max(1, sides.filter((side) => side !== 0).length);
  return { kind: 'sign', parameters: { a }, r2: coefficient(u, (i) => a * sides[i]!) };
}

/** Steepest slope distinguishable from a step: the points next to 0 lie an eighth from it. */
const steepest = 16;
const slopes = Array.from({ length: 60 }, (_, i) => 0.01 * (steepest / 0.01) ** (i / 59));
const golden = (Math.sqrt(5) - 1) / 2;

/** Golden section search for the least value of f between two bounds. */
function least(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let turn = 0; turn < 80; turn++) {
    const width = golden * (high - low);
    if (f(high - width) < f(low + width)) high = low + width;
    else low = high - width;
  }
  return (low + high) / 2;
}

interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** Sums of u by the value of one coordinate, of which a grid has few. */
function sumsBy(x: readonly number[], u: readonly number[]): Map<number, Sums> {
  const sums = new Map<number, Sums>();
  x.forEach((value, i) => {
    const { count, sum, squares } = sums.get(value) ?? { count: 0, sum: 0, squares: 0 };
    sums.set(value, { count: count + 1, sum: sum + u[i]!, squares: squares + u[i]! ** 2 });
  });
  return sums;
}

/** u ≈ tanh(s·x₁): best of slopes of either sign, then refined between its neighbours. */
function fitTanh({ x1, u }: Points): Fit {
  const sums = sumsBy(x1, u);
  const residual = (s: number): number => {
    let total = 0;
    for (const [x, { count, sum, squares }] of sums) {
      const t = Math.tanh(s * x);
      total += squares - 2 * t * sum + count * t * t;
    }
    return total;
  };
  const tried = [...slopes.map((s) => -s), ...slopes].sort((a, b) => residual(a) - residual(b));
  const [best = 1] = tried;
  const step = (steepest / 0.01) ** (1 / 59);
  const [near, far] = [best / step, best * step];
  const s = least(residual, Math.min(near, far), Math.max(near, far));
  return { kind: 'tanh', parameters: { s }, r2: coefficient(u, (i) => Math.tanh(s * x1[i]!)) };
}

/** Best fit of u by any function of x₂ alone: its mean over x₁. */
function fitGradient({ x2, u }: Points): Fit {
  const sums = sumsBy(x2, u);
  const at = (x: number): number => sums.get(x)!.sum / sums.get(x)!.count;
  return { kind: 'gradient', parameters: {}, r2: coefficient(u, (i) => at(x2[i]!)) };
}

const fitters: Readonly<Record<HandMade, (points: Points) => Fit>> = {
  sign: fitSign,
  tanh: fitTanh,
  gradient: fitGradient,
  linear: fitLinear,
};

/** Fits within this tolerance are ranked by simplicity alone. */
const tie = 1e-6;

/**
 * Fits hand-made optimisers to a response by least squares.
 * @param values u over x₁ (fastest) and x₂, both along `axis`
 */
export function fitResponse(
  axis: readonly number[],
  values: readonly number[],
): { readonly fits: Fit[]; readonly nearest: HandMade | null } {
  const width = axis.length;
  const points = {
    x1: values.map((_, i) => axis[i % width]!),
    x2: values.map((_, i) => axis[Math.floor(i / width)]!),
    u: values,
  };
  const fits = handMade.map((kind) => fitters[kind](points));
  const best = Math.max(...fits.map(({ r2 }) => r2 ?? -Infinity));
  const nearest = fits.find(({ r2 }) => r2 !== null && r2 >= best - tie && r2 > 0);
  return { fits, nearest: nearest?.kind ?? null };
}
