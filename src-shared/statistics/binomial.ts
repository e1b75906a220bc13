import type { Random } from '../random.ts';

/** Below this mean the distribution is walked through, above it is drawn by rejection. */
const walkBelow = 10;

/** ln k! by Stirling's series from 10 on, to 1e-12. */
function logFactorial(k: number): number {
  if (k < 10) {
    let product = 1;
    for (let i = 2; i <= k; i++) product *= i;
    return Math.log(product);
  }
  const n = k + 1;
  const inverse = 1 / (n * n);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / n;
  return (n - 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}

/** Adds up the probabilities of 0, 1, 2 … until they pass a uniform number. */
function walk(trials: number, p: number, random: Random): number {
  const odds = p / (1 - p);
  let probability = (1 - p) ** trials;
  let left = random();
  let k = 0;
  while (left > probability && k < trials) {
    left -= probability;
    probability *= (odds * (trials - k)) / (k + 1);
    k++;
  }
  return k;
}

/**
 * Transformed rejection with a table-mountain hat (W. Hörmann, The generation of binomial random variates, 1993, BTRS):
 * its time doesn't depend on the number of trials.
 */
function reject(trials: number, p: number, random: Random): number {
  const deviation = Math.sqrt(trials * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = trials * p + 0.5;
  const inner = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const logOdds = Math.log(p / (1 - p));
  const mode = Math.floor((trials + 1) * p);
  const atMode = logFactorial(mode) + logFactorial(trials - mode);
  for (;;) {
    const u = random() - 0.5;
    const v = 1 - random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= inner) return k;
    if (k < 0 || k > trials) continue;
    const height = Math.log((v * alpha) / (a / (us * us) + b));
    if (height <= atMode - logFactorial(k) - logFactorial(trials - k) + (k - mode) * logOdds) return k;
  }
}

/** Draws how many of `trials` succeed, each with probability `p`. */
export function drawBinomial(trials: number, p: number, random: Random): number {
  if (trials === 0 || p <= 0) return 0;
  if (p >= 1) return trials;
  if (p > 0.5) return trials - drawBinomial(trials, 1 - p, random);
  return trials * p < walkBelow ? walk(trials, p, random) : reject(trials, p, random);
}
