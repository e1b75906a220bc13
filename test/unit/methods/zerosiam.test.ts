import { expect, it } from 'vitest';
import { results, stateOf } from './support-stream.ts';

it('ZeroSiam begins as TENT, since the predictor is the identity', async () => {
  const [siam] = await results('zerosiam', { lr: 0.01, lrScale: 2 }, [5]);
  const [tent] = await results('tent', { lr: 0.02 }, [5]);
  expect(siam!.diagnostics['alignment']).toBeCloseTo(0, 6);
  expect(siam!.diagnostics['loss']).toBeCloseTo(tent!.diagnostics['loss']!, 6);
  const [mine, theirs] = [stateOf([siam!], 'theta')[0]!, stateOf([tent!], 'theta')[0]!];
  for (const [i, value] of theirs.entries()) expect(mine[i]).toBeCloseTo(value, 6);
});

it('moves the predictor at its own rate, away from the identity, and predicts without it', async () => {
  const still = await results('zerosiam', { lr: 0.1, lrPredictor: 0 }, [5, 6]);
  const moving = await results('zerosiam', { lr: 0.1, lrPredictor: 3 }, [5, 6]);
  const identity = (values: readonly number[]): boolean =>
    values.every((value, i) => value === (i % (Math.sqrt(values.length) + 1) === 0 ? 1 : 0));
  expect(stateOf(still, 'predictor').every(identity)).toBe(true);
  expect(stateOf(moving, 'predictor').some(identity)).toBe(false);
  expect(moving[0]!.logits).toEqual(still[0]!.logits);
  expect(moving[1]!.details['online']).not.toEqual(moving[1]!.logits);
  expect(moving[1]!.diagnostics['alignment']).toBeGreaterThan(0);
});
