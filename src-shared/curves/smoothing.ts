/**
 * Exponential moving average without the bias of its start: `s ← w·s + (1 − w)·y`, divided by `1 − wⁿ` after n values,
 * so that the first smoothed value is the first value. Nulls stay null and count for nothing.
 * @param weight of what was before, 0 (no smoothing) to below 1
 */
export function smooth(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  if (weight <= 0) return values;
  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}

/** How losses of pre-training are smoothed wherever they are shown: those of two images jump too much to be read. */
export const lossSmoothing = 0.9;
