/** Ends and marks of an axis. */
export interface AxisTicks {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** The step of the form 1, 2, 2.5 or 5 · 10ᵏ that divides a span into at most `count` parts. */
export function niceStep(span: number, count: number): number {
  const least = span / count;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Multiples of a step within `[min, max]`, without the dust of floating point. */
function multiples(min: number, max: number, step: number): number[] {
  const digits = Math.max(0, Math.ceil(-Math.log10(step)) + 1);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const value = Number(((first + index) * step).toFixed(Math.min(100, digits)));
    return value === 0 ? 0 : value;
  });
}

/** The next step of its form that is a whole number. */
const wholeStep = (step: number): number => (Number.isInteger(step) ? step : step < 1 ? 1 : 2 * step);

/** Marks of an axis whose ends are given. @param whole whether they are to be whole numbers */
export function ticksWithin(min: number, max: number, count: number, whole = false): AxisTicks {
  if (!(max > min)) return { min, max, ticks: [min] };
  const step = niceStep(max - min, count);
  return { min, max, ticks: multiples(min, max, whole ? wholeStep(step) : step) };
}

/**
 * An axis whose ends are marks and which holds all values with some air.
 * @param least the smallest span shown, so that noise is not drawn as a trend
 * @param bounds what no value can exceed, e.g. `[0, 1]` for accuracies
 */
export function niceAxis(
  low: number,
  high: number,
  { count = 5, least = 0, bounds = [-Infinity, Infinity] as readonly [number, number] } = {},
): AxisTicks {
  const missing = Math.max(0, (least || (high > low ? 0 : Math.abs(high) * 0.1 || 1)) - (high - low));
  const air = (high - low + missing) * 0.04;
  const from = Math.max(bounds[0], low - missing / 2 - air);
  const to = Math.min(bounds[1], high + missing / 2 + air);
  const step = niceStep(to - from, count);
  const min = Math.max(bounds[0], Math.floor(from / step + 1e-9) * step);
  const max = Math.min(bounds[1], Math.ceil(to / step - 1e-9) * step);
  const ticks = multiples(min, max, step);
  return { min: ticks[0]!, max: ticks.at(-1)!, ticks };
}
