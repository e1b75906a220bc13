/**
 * Probability that a standard normal variable exceeds `z` ≥ 0: for small z the series of erf, else the continued fraction
 * of erfc, both to double precision.
 */
export function normalTail(z: number): number {
  const x = z / Math.SQRT2;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 0.5 - sum / Math.sqrt(Math.PI);
  }
  // Backwards through x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))).
  let fraction = x;
  for (let k = 120; k > 0; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (2 * Math.sqrt(Math.PI) * fraction);
}
