import { describe, expect, it } from 'vitest';
import { createNormaliser } from '../../../src-main/data/normalise.ts';

describe('createNormaliser', () => {
  it('puts channels first and applies mean and std of each', () => {
    const write = createNormaliser({ mean: [0.5, 0, 0.25], std: [0.5, 1, 2] });
    const target = new Float32Array(8);
    write(Uint8Array.of(0, 255, 51, 255, 0, 102), target, 1);
    const expected = [0, -1, 1, 1, 0, (0.2 - 0.25) / 2, (0.4 - 0.25) / 2, 0];
    expected.forEach((value, i) => expect(target[i]).toBeCloseTo(value, 6));
  });

  it('refuses a std of zero and wrong lengths', () => {
    expect(() => createNormaliser({ mean: [0, 0, 0], std: [1, 0, 1] })).toThrow('positive std');
    expect(() => createNormaliser({ mean: [0, 0], std: [1, 1] })).toThrow('three numbers');
  });
});
