import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accuracyOf, type Outcome } from '../../../src-main/planning/accuracy.ts';
import { basisText } from '../../../src-main/planning/basis.ts';

interface Recorded {
  /** Two suites of 14 runs on computers that had done none of the kind. */
  readonly calibration: readonly [readonly Outcome[], readonly Outcome[]];
  readonly runs: readonly Outcome[];
}
/** Estimates of runs on the embedded data before they began, and what they took, on two busy cores. */
const recorded = JSON.parse(readFileSync(new URL('../../data/estimates.json', import.meta.url), 'utf8')) as Recorded;

const sum = (outcomes: readonly Outcome[], key: keyof Outcome): number =>
  outcomes.reduce((total, outcome) => total + outcome[key], 0);

/** Share of the estimated time whose estimate was within so much of what it took. */
function share(outcomes: readonly Outcome[], factor: number, within: number): number {
  const good = outcomes.filter(({ said, took }) => Math.abs(took / (said * factor) - 1) <= within + 1e-9);
  return sum(good, 'said') / sum(outcomes, 'said');
}

describe('how sure an estimate is', () => {
  it('is what is usual as long as little is known', () => {
    expect(accuracyOf([], 0.4)).toEqual({ factor: 1, within: 0.4, count: 0 });
    expect(accuracyOf(recorded.runs.slice(0, 4), 0.4).count).toBe(0);
  });

  it('is corrected where earlier ones were all too high', () => {
    const tooHigh = [105, 104, 106, 105, 107].map((took) => ({ said: 198, took }));
    const { factor, within } = accuracyOf(tooHigh, 0.4);
    expect(198 * factor).toBeCloseTo(105.4, 6);
    expect(within).toBe(0.05);
    // A night in which the computer slept changes the sum of nothing.
    expect(accuracyOf([...tooHigh, { said: 198, took: 30_000 }], 0.4).factor).toBeCloseTo(factor, 12);
  });

  it.each([{ outcomes: recorded.calibration[0] }, { outcomes: recorded.calibration[1] }, { outcomes: recorded.runs }])(
    'holds for four fifths of the recorded time (%#)',
    ({ outcomes }) => {
      const { factor, within, count } = accuracyOf(outcomes, 0.4);
      expect(count).toBe(outcomes.length);
      expect(share(outcomes, factor, within)).toBeGreaterThanOrEqual(0.8);
      // A narrower one would not hold.
      expect(within <= 0.05 + 1e-9 || share(outcomes, factor, within - 0.05) < 0.8).toBe(true);
    },
  );

  it('holds for a suite that is estimated later', () => {
    const [before, later] = recorded.calibration;
    const { factor, within } = accuracyOf(before, 0.4);
    expect(Math.abs(sum(later, 'took') / (factor * sum(later, 'said')) - 1)).toBeLessThanOrEqual(within);
  });

  it('is said with the number of estimates it comes from', () => {
    const accuracies = {
      runs: { factor: 1, within: 0.1, count: 12 },
      calibration: { factor: 1, within: 0.4, count: 0 },
    };
    const run = { source: 'runs', seconds: 10 } as const;
    const other = { source: 'calibration', seconds: 10 } as const;
    expect(basisText([run], accuracies)).toContain('usually within 10 % (as the last 12 such estimates were).');
    expect(basisText([other], accuracies)).toMatch(/usually within 40 %\.$/);
    expect(basisText([run])).toContain('usually within 20 %.');
    // Four runs of equal length: errors in both directions cancel in part.
    expect(basisText([other, other, other, other], accuracies)).toContain('usually within 20 %.');
    expect(basisText([run, { ...other, source: 'similar' }], accuracies)).toContain('order of magnitude');
  });
});
