/** Two-sided p-value of a binomial(`trials`, ½) as far from its mean as `count` is, or farther. */
function signTest(count: number, trials: number): number {
  const few = Math.min(count, trials - count);
  if (2 * few === trials) return 1;
  // From the term at `few` downwards each term is a known part of the one before.
  let term = 1;
  let sum = 1;
  for (let k = few; k > 0 && term > sum * Number.EPSILON; k--) {
    term *= k / (trials - k + 1);
    sum += term;
  }
  return Math.min(1, 2 * sum * Math.exp(logChoose(trials, few) - trials * Math.LN2));
}

/** ln of n over k, by compensated summation: good to 1e-11 for n of a million. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 1; i <= k; i++) {
    const part = Math.log((n - i + 1) / i) - lost;
    const next = sum + part;
    lost = next - sum - part;
    sum = next;
  }
  return sum;
}

/**
 * Exact McNemar test of two classifiers on the same images.
 * @param onlyFirst images that only the first has right
 * @param onlySecond images that only the second has right
 * @returns two-sided p-value; 1 where they are never of two minds
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  return signTest(onlyFirst, onlyFirst + onlySecond);
}
