import { describe, expect, it } from 'vitest';
import { isPruned, medianOfEarlier } from '../../../../src-shared/sweeps/pruning.ts';
import { bestSoFar, choiceOf, type ScoredTrial } from '../../../../src-shared/sweeps/selection.ts';
import { chosenOn, isTestData } from '../../../../src-shared/sweeps/trial-config.ts';
import { sweepSchema } from '../../../../src-shared/sweeps/sweep.ts';

const trial = (index: number, metric: number | null, entropy: number | null = null, snd = 0): ScoredTrial => ({
  ...{ index, metric },
  scores: { oracle: metric, entropy, snd },
});
const trials = [trial(0, 0.5, 0.9, 1), trial(1, 0.7, 0.4, 3), trial(2, 0.6, 0.1, 3), trial(3, null, 0.01)];

describe('a rule', () => {
  it('chooses by its own score, and loses against the oracle', () => {
    expect(choiceOf(trials, 'oracle', 'top1')).toEqual({ trial: 1, metric: 0.7, regret: 0 });
    const { regret, ...entropy } = choiceOf(trials, 'entropy', 'top1');
    expect(entropy).toEqual({ trial: 2, metric: 0.6 });
    expect(regret).toBeCloseTo(0.1, 12);
    // The first of equals.
    expect(choiceOf(trials, 'snd', 'top1').trial).toBe(1);
    expect(choiceOf(trials, 'consistency', 'top1')).toEqual({ trial: null, metric: null, regret: null });
  });

  it('takes the lower of two errors, whose regret is no less than 0', () => {
    expect(choiceOf(trials, 'oracle', 'ece')).toEqual({ trial: 0, metric: 0.5, regret: 0 });
    expect(choiceOf(trials, 'snd', 'ece').regret).toBeCloseTo(0.2, 12);
  });

  it('is followed over the trials', () => {
    expect(bestSoFar(trials, 'oracle', 'top1').map((one) => [one.after, one.trial, one.regret])).toEqual([
      [0, 0, expect.closeTo(0.2, 12)],
      [1, 1, 0],
      [2, 1, 0],
      [3, 1, 0],
    ]);
  });
});

describe('pruning', () => {
  it('needs three earlier trials, and goes by their median', () => {
    expect(medianOfEarlier([0.1, 0.2, null])).toBeNull();
    expect(medianOfEarlier([0.1, 0.3, 0.2, null])).toBe(0.2);
    expect(isPruned(0.19, 0.2, true)).toBe(true);
    expect(isPruned(0.2, 0.2, true)).toBe(false);
    expect(isPruned(0.3, 0.2, false)).toBe(true);
    expect(isPruned(null, 0.2, true)).toBe(false);
    expect(isPruned(0, null, true)).toBe(false);
  });
});

describe('what a setting was chosen on', () => {
  const base = {
    dataset: { kind: 'quickstart' as const, split: 'test' as const },
    model: 'quickstart',
    shifts: [{ corruption: 'fog', severity: 5 }],
  };
  const validation = { ...base, dataset: { ...base.dataset, split: 'validation' as const } };
  const { model: _, ...streams } = validation;
  const sweep = (changes: object) =>
    sweepSchema.parse({ name: 'a', base, methods: [{ name: 'a', method: 'tent' }], ...changes });

  it('is the test streams for the best on them, with or without their labels', () => {
    const tested = sweep({ validation: streams });
    expect(chosenOn('oracle', tested)).toBe('test');
    expect(chosenOn('entropy', tested)).toBe('test-images');
    expect(chosenOn('sAcc', tested)).toBe('clean');
    expect(chosenOn('validation', sweep({ validation: { dataset: validation.dataset, shifts: base.shifts } }))).toBe(
      'validation',
    );
    expect(chosenOn('validation', sweep({ validation: { dataset: base.dataset, shifts: base.shifts } }))).toBe('test');
    expect(chosenOn('oracle', sweep({ base: validation }))).toBe('validation');
  });

  it('follows from the split of the embedded data, and from the corruptions of folders', () => {
    const folder = { kind: 'folder' as const, path: '/data' };
    expect(isTestData({ dataset: folder, shifts: [{ corruption: 'spatter', severity: 5 }] })).toBe(false);
    const both = ['spatter', 'fog'].map((corruption) => ({ corruption, severity: 5 }));
    expect(isTestData({ dataset: folder, shifts: both })).toBe(true);
  });
});
