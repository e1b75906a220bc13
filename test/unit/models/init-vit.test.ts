import { describe, expect, it } from 'vitest';
import { initialTheta, initialVitWeights } from '../../../src-main/models/init-vit.ts';
import type { VitShape } from '../../../src-main/models/vit-layout.ts';

describe('initialising a ViT', () => {
  const shape: VitShape = { imageSize: 16, patchSize: 8, dim: 64, depth: 2, heads: 2, mlpDim: 64, classes: 3 };

  it('depends on the seed only', () => {
    expect(initialVitWeights(shape, 1)).toEqual(initialVitWeights(shape, 1));
    expect(initialVitWeights(shape, 1)['head.weight']).not.toEqual(initialVitWeights(shape, 2)['head.weight']);
  });

  it('draws small matrices, no biases, and norms that change nothing', () => {
    const weights = initialVitWeights(shape, 1);
    const matrix = weights['blocks.0.mlp.fc1.weight']!.data as Float32Array;
    const variance = matrix.reduce((sum, value) => sum + value * value, 0) / matrix.length;
    // A standard normal cut off at two has standard deviation 0.88.
    expect(Math.sqrt(variance)).toBeCloseTo(0.88 * 0.02, 3);
    expect(Math.max(...matrix)).toBeLessThanOrEqual(0.04);
    expect(weights['blocks.0.mlp.fc1.bias']!.data.every((value) => value === 0)).toBe(true);
    expect([...new Set(initialTheta(shape).slice(0, 64))]).toEqual([1]);
    expect([...new Set(initialTheta(shape).slice(64, 128))]).toEqual([0]);
  });
});
