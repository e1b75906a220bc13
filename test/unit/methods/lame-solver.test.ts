import { describe, expect, it } from 'vitest';
import { affinity, affinityKinds, solveLame } from '../../../src-main/methods/lame-solver.ts';
import { noise } from './support.ts';

const [batch, width, classes] = [7, 5, 4];
const features = noise(batch * width, 1);
const limits = { batch, tolerance: 1e-8, maxIterations: 100 };

function softmaxRows(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length / classes }, (_, row) => {
    const exponentials = Array.from({ length: classes }, (_, c) => Math.exp(values[row * classes + c]!));
    const total = exponentials.reduce((a, b) => a + b);
    return exponentials.map((value) => value / total);
  }).flat();
}

const probabilities = softmaxRows(noise(batch * classes, 2).map((x) => 3 * x));

describe('affinity', () => {
  it.each(affinityKinds)('is symmetric (%s)', (kind) => {
    const kernel = affinity(features, batch, kind, 3);
    for (let a = 0; a < batch; a++) {
      for (let b = 0; b < batch; b++) expect(kernel[a * batch + b]).toBe(kernel[b * batch + a]);
    }
  });

  it('counts the k nearest others, half where only one side does', () => {
    // Directions at 0°, 10°, 30° and 180°.
    const angles = [0, 10, 30, 180].map((degrees) => (degrees * Math.PI) / 180);
    const points = angles.flatMap((angle) => [2 * Math.cos(angle), 2 * Math.sin(angle)]);
    const kernel = affinity(points, 4, 'knn', 1);
    expect([...kernel]).toEqual([0, 1, 0, 0, 1, 0, 0.5, 0, 0, 0.5, 0, 0.5, 0, 0, 0.5, 0]);
  });

  it('takes batches smaller than k, single images and identical ones', () => {
    expect([...affinity([1, 2], 1, 'knn', 5)]).toEqual([0]);
    expect([...affinity([1, 2, 1, 2], 2, 'knn', 5)]).toEqual([0, 1, 1, 0]);
    expect([...affinity([1, 2, 1, 2], 2, 'rbf', 5)]).toEqual([1, 1, 1, 1]);
    expect([...affinity([0, 0], 1, 'linear', 5)]).toEqual([0]);
  });
});

describe('solveLame', () => {
  it('keeps the probabilities where no image is like another', () => {
    const { logits } = solveLame(probabilities, new Float64Array(batch * batch), limits);
    softmaxRows(logits).forEach((value, i) => expect(value).toBeCloseTo(probabilities[i]!, 6));
  });

  it.each(affinityKinds)('ends at a fixed point of its iteration (%s)', (kind) => {
    const kernel = affinity(features, batch, kind, 3);
    const { logits, iterations } = solveLame(probabilities, kernel, limits);
    expect(iterations).toBeGreaterThanOrEqual(3);
    expect(iterations).toBeLessThan(100);
    const y = softmaxRows(logits);
    const next = y.map((_, i) => {
      const [row, c] = [Math.floor(i / classes), i % classes];
      let pull = 0;
      for (let other = 0; other < batch; other++) pull += kernel[row * batch + other]! * y[other * classes + c]!;
      return Math.log(probabilities[i]!) + pull;
    });
    softmaxRows(next).forEach((value, i) => expect(value).toBeCloseTo(y[i]!, 3));
  });

  it('lets the neighbours of an unsure image decide', () => {
    const unsure = [0.9, 0.1, 0.5, 0.5, 0.9, 0.1];
    const kernel = Float64Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0);
    const { logits } = solveLame(unsure, kernel, { ...limits, batch: 3 });
    expect(logits[2]!).toBeGreaterThan(logits[3]! + 1);
  });

  it('ends at the latest after the given number of iterations, with finite numbers for impossible classes', () => {
    const sure = [1, 0, 0, 1];
    const { logits, iterations, energy } = solveLame(sure, Float64Array.of(0, 1, 1, 0), {
      batch: 2,
      tolerance: 0,
      maxIterations: 5,
    });
    expect(iterations).toBeLessThanOrEqual(5);
    expect([...logits, energy].every(Number.isFinite)).toBe(true);
  });
});
