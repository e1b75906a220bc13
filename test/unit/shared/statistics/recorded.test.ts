import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { holm } from '../../../../src-shared/statistics/holm.ts';
import { mcnemar } from '../../../../src-shared/statistics/mcnemar.ts';
import { normalTail } from '../../../../src-shared/statistics/normal.ts';
import { pairedBootstrap, type PairedShift } from '../../../../src-shared/statistics/paired-bootstrap.ts';
import { wilcoxon } from '../../../../src-shared/statistics/wilcoxon.ts';

/** Values of SciPy and statsmodels, whose versions stand in the file. */
const recorded = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../data/statistics.json'), 'utf8'),
) as {
  mcnemar: { gained: number; lost: number; p: number; statsmodels: number | null }[];
  wilcoxon: { differences: number[]; statistic: number; p: number }[];
  holm: { ps: number[]; adjusted: number[] }[];
  normalTail: { z: number; p: number }[];
  bootstrap: { shifts: PairedShift[]; difference: number; low: number; high: number; error: number }[];
};

const relative = (value: number, expected: number) => Math.abs(value - expected) / expected;

describe('as SciPy and statsmodels compute it', () => {
  it.each(recorded.mcnemar)('McNemar with $gained gained, $lost lost', ({ gained, lost, p, statsmodels }) => {
    expect(relative(mcnemar(gained, lost), p)).toBeLessThan(1e-9);
    expect(mcnemar(lost, gained)).toBe(mcnemar(gained, lost));
    if (statsmodels !== null) expect(relative(mcnemar(gained, lost), statsmodels)).toBeLessThan(1e-9);
  });

  it.each(recorded.wilcoxon)('Wilcoxon, p = $p', ({ differences, statistic, p }) => {
    const result = wilcoxon(differences)!;
    expect(result.statistic).toBeCloseTo(statistic, 9);
    expect(relative(result.p, p)).toBeLessThan(1e-9);
  });

  it.each(recorded.holm)('Holm of $ps', ({ ps, adjusted }) => {
    holm(ps).forEach((value, i) => {
      expect(value).toBeCloseTo(adjusted[i]!, 12);
    });
  });

  it.each(recorded.normalTail)('the normal tail beyond $z', ({ z, p }) => {
    expect(relative(normalTail(z), p)).toBeLessThan(1e-12);
  });

  // Both are random: their ends of the interval may differ by a tenth of the standard error.
  it.each(recorded.bootstrap)('the bootstrap around $difference', ({ shifts, difference, low, high, error }) => {
    const result = pairedBootstrap([shifts], { draws: 40_000 });
    expect(result.difference).toBeCloseTo(difference, 12);
    expect(Math.abs(result.low - low)).toBeLessThan(error / 10);
    expect(Math.abs(result.high - high)).toBeLessThan(error / 10);
  });
});

describe('Wilcoxon', () => {
  it('has nothing to say about runs that never differ', () => {
    expect(wilcoxon([0, 0, 0])).toBeUndefined();
  });
});

describe('the bootstrap', () => {
  const shift = { images: 1000, gained: 80, lost: 50 };

  it('resamples seeds first, so that seeds that disagree widen the interval', () => {
    const alike = pairedBootstrap([[shift], [shift], [shift]]);
    const apart = pairedBootstrap([[{ ...shift, gained: 200 }], [shift], [{ ...shift, lost: 170 }]]);
    expect(alike.difference).toBeCloseTo(0.03, 12);
    expect(apart.difference).toBeCloseTo(0.03, 12);
    expect(apart.high - apart.low).toBeGreaterThan(3 * (alike.high - alike.low));
    expect(alike.p).toBeLessThan(0.01);
    expect(apart.p).toBeGreaterThan(0.1);
  });

  it('gives the same for the same seed', () => {
    expect(pairedBootstrap([[shift]], { draws: 500, seed: 3 })).toEqual(
      pairedBootstrap([[shift]], { draws: 500, seed: 3 }),
    );
  });

  it('finds no difference between runs that never differ', () => {
    const { difference, low, high, p } = pairedBootstrap([[{ images: 10, gained: 0, lost: 0 }]], { draws: 100 });
    expect([difference, low, high, p]).toEqual([0, 0, 0, 1]);
  });
});
