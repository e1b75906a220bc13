import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rankingOf, riskCoverage } from '../../../../src-shared/metrics/ranking.ts';

/** Values of scikit-learn, whose version stands in the file. */
const { ranking } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../data/metrics.json'), 'utf8'),
) as { ranking: { scores: number[]; positive: number[]; auroc: number; aupr: number; fpr95: number }[] };

describe('a ranking by scores', () => {
  it.each(ranking)('is that of scikit-learn, ties included: AUROC $auroc', (expected) => {
    const found = rankingOf(expected.scores, expected.positive)!;
    expect(Math.abs(found.auroc - expected.auroc)).toBeLessThan(1e-9);
    expect(Math.abs(found.aupr - expected.aupr)).toBeLessThan(1e-9);
    expect(Math.abs(found.fpr95 - expected.fpr95)).toBeLessThan(1e-9);
  });

  it('takes what is not a number for the lowest score', () => {
    expect(rankingOf([NaN, 0.5, NaN, 0.9], [0, 1, 1, 1])).toEqual(rankingOf([0, 0.5, 0, 0.9], [0, 1, 1, 1]));
    expect(riskCoverage([NaN, 0.9], [1, 0])!.risk).toEqual([0, 0.5]);
  });

  it('needs both kinds', () => {
    expect(rankingOf([1, 2], [1, 1])).toBeUndefined();
    expect(rankingOf([], [])).toBeUndefined();
  });
});

describe('the risk–coverage curve', () => {
  it('takes in the most confident images first', () => {
    const { coverage, risk, area } = riskCoverage([0.9, 0.5, 0.7, 0.6], [0, 1, 0, 1])!;
    expect(coverage).toEqual([0.25, 0.5, 0.75, 1]);
    expect(risk).toEqual([0, 0, 1 / 3, 0.5]);
    expect(area).toBeCloseTo((0 + 0 + 1 / 3 + 0.5) / 4, 12);
  });

  it('does not depend on the order of equally confident images', () => {
    const one = riskCoverage([0.5, 0.5, 0.5, 0.9], [1, 0, 0, 0]);
    expect(one).toEqual(riskCoverage([0.5, 0.9, 0.5, 0.5], [0, 0, 0, 1]));
    expect(one!.risk[3]).toBeCloseTo(0.25, 12);
  });

  it('has few points however many images there are', () => {
    const scores = Float32Array.from({ length: 10_000 }, (_, i) => i);
    const { coverage, risk } = riskCoverage(scores, new Uint8Array(10_000).fill(1), 100)!;
    expect(coverage).toHaveLength(100);
    expect(coverage.at(-1)).toBe(1);
    expect(new Set(risk)).toEqual(new Set([1]));
  });
});
