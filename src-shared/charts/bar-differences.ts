import type { BarSeries } from './types.ts';

/**
 * Differences of bars to those of one of them, in the same places; it is left out itself. Deviations and published values
 * are of the values and have no place beside differences.
 */
export function barDifferences<Series extends BarSeries>(series: readonly Series[], baseline: string): Series[] {
  const base = series.find(({ id }) => id === baseline);
  if (base === undefined) return [...series];
  return series
    .filter((one) => one !== base)
    .map((one) => ({
      ...one,
      values: Object.fromEntries(
        Object.entries(one.values).flatMap(([category, value]) => {
          const own = base.values[category];
          return own === undefined ? [] : [[category, value - own]];
        }),
      ),
      std: undefined,
      published: undefined,
    }));
}
