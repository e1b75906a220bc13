import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../src-shared/random.ts';
import { drawBinomial } from '../../../../src-shared/statistics/binomial.ts';

/** Probabilities of 0 … n, each from the one before. */
function probabilities(n: number, p: number): number[] {
  const logs = [n * Math.log1p(-p)];
  for (let k = 0; k < n; k++) logs.push(logs[k]! + Math.log(((n - k) / (k + 1)) * (p / (1 - p))));
  return logs.map(Math.exp);
}

describe('binomial draws', () => {
  it.each([
    [5, 0.3],
    [40, 0.1],
    [30, 0.5],
    [100, 0.35],
    [1000, 0.02],
    [2000, 0.9],
    [50_000, 0.001],
  ])('of %i with probability %f are distributed as they must be (χ² of at least five expected)', (n, p) => {
    const random = seeded(11, n);
    const draws = 40_000;
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const k = drawBinomial(n, p, random);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    let chiSquare = 0;
    let cells = 0;
    let restExpected = draws;
    let restSeen = draws;
    probabilities(n, p).forEach((probability, k) => {
      const expected = probability * draws;
      if (expected < 5) return;
      const seen = counts.get(k) ?? 0;
      chiSquare += (seen - expected) ** 2 / expected;
      restExpected -= expected;
      restSeen -= seen;
      cells++;
    });
    expect(restSeen).toBeLessThan(restExpected + 5 * Math.sqrt(restExpected + 1));
    // Mean of χ² is the number of cells, its variance twice that.
    expect(chiSquare).toBeLessThan(cells + 4 * Math.sqrt(2 * cells));
  });

  it('need no chance at the ends', () => {
    const never = () => {
      throw new Error('no number is needed');
    };
    expect([drawBinomial(0, 0.5, never), drawBinomial(9, 0, never), drawBinomial(9, 1, never)]).toEqual([0, 0, 9]);
  });
});
