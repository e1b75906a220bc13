/** How many images of each kind have a score, from the highest score down. */
interface Step {
  readonly positives: number;
  readonly negatives: number;
}

/** Scores of one kind in ascending order. What is not a number counts as the lowest. */
function ascending(scores: ArrayLike<number>, isPositive: ArrayLike<number>, kind: 0 | 1): Float64Array {
  const found = new Float64Array(scores.length);
  let count = 0;
  for (let i = 0; i < scores.length; i++) {
    if (isPositive[i] === kind) found[count++] = Number.isNaN(scores[i]!) ? -Infinity : scores[i]!;
  }
  return found.subarray(0, count).sort();
}

/**
 * Groups of equal scores, from the highest down. Each kind is sorted by itself: numbers are sorted much faster than places by
 * a function.
 * @param isPositive by image, 1 for those that should score high
 */
function* steps(scores: ArrayLike<number>, isPositive: ArrayLike<number>): Generator<Step> {
  const [negative, positive] = [ascending(scores, isPositive, 0), ascending(scores, isPositive, 1)];
  let [n, p] = [negative.length, positive.length];
  while (n > 0 || p > 0) {
    const score = n === 0 || (p > 0 && positive[p - 1]! > negative[n - 1]!) ? positive[p - 1]! : negative[n - 1]!;
    const [negativesLeft, positivesLeft] = [n, p];
    while (n > 0 && negative[n - 1] === score) n--;
    while (p > 0 && positive[p - 1] === score) p--;
    yield { positives: positivesLeft - p, negatives: negativesLeft - n };
  }
}

/** How well a score separates two kinds of images. Ties count as in scikit-learn. */
export interface Ranking {
  /** Area under the ROC curve: the share of pairs in the right order, equal ones counting half. */
  readonly auroc: number;
  /** Average precision: Σ (recall − recall before) · precision over the distinct scores. */
  readonly aupr: number;
  /** Share of negatives above the first threshold that has 95 % of the positives above it. */
  readonly fpr95: number;
}

/**
 * Ranking of images by a score, e.g. of right and wrong predictions by confidence.
 * @param isPositive by image, 1 for those that should score high, else 0
 * @returns undefined where there is only one kind
 */
export function rankingOf(scores: ArrayLike<number>, isPositive: ArrayLike<number>): Ranking | undefined {
  let positives = 0;
  for (let i = 0; i < scores.length; i++) positives += isPositive[i]!;
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  let truePositives = 0;
  let falsePositives = 0;
  let pairs = 0;
  let precision = 0;
  let fpr95: number | undefined;
  for (const group of steps(scores, isPositive)) {
    pairs += group.negatives * (truePositives + group.positives / 2);
    truePositives += group.positives;
    falsePositives += group.negatives;
    precision += group.positives * (truePositives / (truePositives + falsePositives));
    if (truePositives / positives >= 0.95) fpr95 ??= falsePositives / negatives;
  }
  return { auroc: pairs / positives / negatives, aupr: precision / positives, fpr95: fpr95 ?? 1 };
}

/** Errors among the images that are predicted, where the least confident ones are not. */
export interface RiskCoverage {
  /** Share of images predicted, at most `points` of them, ending with all. */
  readonly coverage: readonly number[];
  /** Share of errors among those. */
  readonly risk: readonly number[];
  /** Area under the curve: mean risk over all coverages 1/n … n/n; lower is better. */
  readonly area: number;
}

/**
 * The risk–coverage curve. Images of equal confidence are taken in by the mean over their orders.
 * @param isWrong by image, 1 for a wrong prediction
 */
export function riskCoverage(
  confidences: ArrayLike<number>,
  isWrong: ArrayLike<number>,
  points = 200,
): RiskCoverage | undefined {
  const count = confidences.length;
  if (count === 0) return undefined;
  const coverage: number[] = [];
  const risk: number[] = [];
  let area = 0;
  let taken = 0;
  let errors = 0;
  for (const { positives, negatives } of steps(confidences, isWrong)) {
    const size = positives + negatives;
    for (let n = 0; n < size; n++) {
      taken++;
      errors += positives / size;
      area += errors / taken;
      // A point where another 1/points of all images is passed.
      if (Math.floor((taken * points) / count) > Math.floor(((taken - 1) * points) / count)) {
        coverage.push(taken / count);
        risk.push(errors / taken);
      }
    }
  }
  return { coverage, risk, area: area / count };
}
