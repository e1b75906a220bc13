import { describe, expect, it } from 'vitest';
import { PersistentEvolution } from '../../../src-main/experiments/persistent-evolution.ts';
import { seeded } from '../../../src-shared/random.ts';

/** s ← 0.9 s + φ₁ + 0.5 φ₂, and the loss ½ (s − 1)² at every step. */
const decay = 0.9;
const inputs = [1, 0.5];
const phi = [0.2, -0.3];
const steps = 6;
const next = (state: number, weights: ArrayLike<number>): number =>
  decay * state + inputs.reduce((sum, input, i) => sum + input * weights[i]!, 0);
const lossOf = (state: number): number => (state - 1) ** 2 / 2;

/** Gradient of the sum of all losses: ds/dφ goes by the same recurrence as s. */
function gradient(): number[] {
  let [state, slope] = [0, [0, 0]];
  const total = [0, 0];
  for (let step = 0; step < steps; step++) {
    state = next(state, phi);
    slope = slope.map((value, i) => decay * value + inputs[i]!);
    slope.forEach((value, i) => (total[i]! += (state - 1) * value));
  }
  return total;
}

/** The estimates of all unrolls of one run, summed. @param persistent whether sums of perturbations are kept between unrolls */
function estimate(seed: number, truncation: number, persistent: boolean): number[] {
  const options = { sigma: 0.1, pairs: 1, truncation };
  const random = seeded(seed);
  let evolution = new PersistentEvolution(phi.length, options, random);
  const states = Array.from({ length: evolution.particles }, () => 0);
  const total = [0, 0];
  for (let step = 0; step < steps; step++) {
    const losses = states.map((state, particle) => {
      const perturbation = evolution.perturbation(particle);
      states[particle] = next(
        state,
        phi.map((value, i) => value + perturbation[i]!),
      );
      return lossOf(states[particle]);
    });
    const found = evolution.take(losses);
    found?.forEach((value, i) => (total[i]! += value));
    if (found && !persistent) evolution = new PersistentEvolution(phi.length, options, random);
  }
  evolution.end()?.forEach((value, i) => (total[i]! += value));
  return total;
}

/** Mean of many estimates, and its standard error, of each parameter. */
function average(truncation: number, persistent: boolean): { mean: number; error: number }[] {
  const runs = 20_000;
  const all = Array.from({ length: runs }, (_, seed) => estimate(seed, truncation, persistent));
  return phi.map((_, i) => {
    const mean = all.reduce((sum, value) => sum + value[i]!, 0) / runs;
    const variance = all.reduce((sum, value) => sum + (value[i]! - mean) ** 2, 0) / (runs - 1);
    return { mean, error: Math.sqrt(variance / runs) };
  });
}

describe('persistent evolution strategies', () => {
  it.each([1, 2, 4])('estimate the whole gradient from unrolls of %i steps', (truncation) => {
    const expected = gradient();
    average(truncation, true).forEach(({ mean, error }, i) => {
      expect(Math.abs(mean - expected[i]!)).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.1 * Math.abs(expected[0]!));
    });
  });

  it('are needed for that: without the perturbations of earlier unrolls the estimate is another', () => {
    const expected = gradient();
    const [{ mean, error }] = average(1, false) as [{ mean: number; error: number }];
    expect(Math.abs(mean - expected[0]!)).toBeGreaterThan(20 * error);
  });

  it('perturb the two of a pair against each other, the same all through an unroll', () => {
    const evolution = new PersistentEvolution(3, { sigma: 0.5, pairs: 2, truncation: 2 }, seeded(1));
    const first = evolution.perturbation(0);
    expect(evolution.perturbation(1)).toEqual(first.map((value) => -value));
    expect(evolution.perturbation(2)).not.toEqual(first);
    expect(evolution.take([1, 2, 3, 4])).toBeUndefined();
    expect(evolution.perturbation(0)).toEqual(first);
    const [other] = [evolution.perturbation(2)];
    // Pairs differ by −1 at each of two steps.
    const expected = first.map((value, i) => ((value + other[i]!) * -2) / (2 * 2 * 0.5 ** 2));
    expect(evolution.take([1, 2, 3, 4])!.map((value) => Number(value.toFixed(12)))).toEqual(
      expected.map((value) => Number(value.toFixed(12))),
    );
    expect(evolution.perturbation(0)).not.toEqual(first);
    expect(evolution.end()).toBeUndefined();
  });
});
