/** Seconds that were said before a run, and that it took. */
export interface Outcome {
  readonly said: number;
  readonly took: number;
}

/** How good estimates of a kind have been. */
export interface EstimateAccuracy {
  /** What they are to be multiplied by to be right in the middle. */
  readonly factor: number;
  /** Most of them were off by no more than this share. */
  readonly within: number;
  /** Estimates that this is known from; 0 where it is only what is usual. */
  readonly count: number;
}

/** Below so many outcomes nothing is concluded from them. */
const least = 5;
/** Share of the estimates that lie within what is said. */
const most = 0.8;
/** What is said is a multiple of this, and no less. */
const step = 0.05;

/** A share as it is said. */
export const atLeastStep = (share: number): number => Math.max(step, step * Math.ceil(share / step - 1e-9));

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/**
 * The accuracy of estimates by what came of earlier ones: the middle of actual over said, and what most of them are
 * within once they are corrected by that.
 * @param usual share that is said where too little is known
 */
export function accuracyOf(outcomes: readonly Outcome[], usual: number): EstimateAccuracy {
  const ratios = outcomes.filter(({ said, took }) => said > 0 && took > 0).map(({ said, took }) => took / said);
  if (ratios.length < least) return { factor: 1, within: usual, count: 0 };
  const factor = quantile(ratios, 0.5);
  const off = quantile(
    ratios.map((ratio) => Math.abs(ratio / factor - 1)),
    most,
  );
  return { factor, within: atLeastStep(off), count: ratios.length };
}
