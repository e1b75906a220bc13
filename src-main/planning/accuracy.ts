/** Seconds that were said before a run, and that it took. */
export interface Outcome {
  readonly said: number;
  readonly took: number;
}

/** How good estimates of a kind have been. */
export interface EstimateAccuracy {
  /** Multiplied by this, they are right all together. */
  readonly factor: number;
  /** Most of the time was off by no more than this share. */
  readonly within: number;
  /** Estimates that this is known from; 0 where it is only what is usual. */
  readonly count: number;
}

/** Below so many outcomes nothing is concluded from them. */
const least = 5;
/** Share of the estimated time that lies within the stated error. */
const most = 0.8;
/** Outcomes that were longer or shorter by more than this correct nothing. */
const farOff = 4;
/** The stated error is a multiple of this, and no less. */
const step = 0.05;

/** A share as it is stated. */
export const atLeastStep = (share: number): number => Math.max(step, step * Math.ceil(share / step - 1e-9));

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The value that so large a share of the weight lies at or below. */
function quantile(values: readonly Weighted[], share: number): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  let left = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
  for (const { value, weight } of sorted) {
    left -= weight;
    if (left <= 0) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}

/** How much longer everything took than estimated, without outliers, e.g. while the computer slept. */
function factorOf(outcomes: readonly Outcome[]): number {
  const usable = outcomes.filter(({ said, took }) => Math.abs(Math.log(took / said)) <= Math.log(farOff));
  const said = usable.reduce((sum, outcome) => sum + outcome.said, 0);
  return said > 0 ? usable.reduce((sum, { took }) => sum + took, 0) / said : 1;
}

/**
 * The accuracy of estimates from earlier ones: actual over estimated, and the error that most of the time was within once it is
 * corrected by that. Long runs count for more: it is their time that is waited for.
 * @param usual share used where too little is known
 */
export function accuracyOf(outcomes: readonly Outcome[], usual: number): EstimateAccuracy {
  const usable = outcomes.filter(({ said, took }) => said > 0 && took > 0);
  if (usable.length < least) return { factor: 1, within: usual, count: 0 };
  const factor = factorOf(usable);
  const errors = usable.map(({ said, took }) => ({ value: Math.abs(took / (said * factor) - 1), weight: said }));
  return { factor, within: atLeastStep(quantile(errors, most)), count: usable.length };
}
