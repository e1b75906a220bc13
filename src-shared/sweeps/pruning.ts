import { median } from '../statistics/median.ts';

/** Earlier trials needed for a median. */
const fewest = 3;

/**
 * The score that a trial must reach after the first streams, by the median of earlier trials on the same images; null while
 * there are too few of them.
 */
export function medianOfEarlier(scores: readonly (number | null)[]): number | null {
  const known = scores.filter((score) => score !== null);
  return known.length < fewest ? null : median(known);
}

/** Whether a trial is given up. */
export function isPruned(score: number | null, threshold: number | null, higherIsBetter: boolean): boolean {
  if (score === null || threshold === null) return false;
  return higherIsBetter ? score < threshold : score > threshold;
}
