import { describe, expect, it } from 'vitest';
import { floatToHalf, halfToFloat } from '../../../../src-shared/half.ts';
import { packWeights, unpackWeights } from '../../../../src-shared/metrics/image-weights.ts';
import { seeded } from '../../../../src-shared/random.ts';

describe('numbers of 16 bits', () => {
  it('come back as they were, and stand for all that is nearer to them than to their neighbours', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [value, next] = [halfToFloat(bits), halfToFloat(bits + 1)];
      const middle = (value + next) / 2;
      const even = bits + (bits % 2);
      const found = [value, -value, middle, value + 0.49 * (next - value)].map(floatToHalf);
      if (found.join() !== [bits, bits === 0 ? 0x8000 : 0x8000 | bits, even, bits].join())
        throw new Error(String(bits));
    }
  });

  it('are finite for all that is', () => {
    expect([1e9, -Infinity, 65_504].map((value) => halfToFloat(floatToHalf(value)))).toEqual([65_504, -65_504, 65_504]);
    expect(halfToFloat(floatToHalf(NaN))).toBeNaN();
  });
});

describe('weights of images', () => {
  it('take a bit where an image is left out, and 16 more where it has a weight of its own', () => {
    const random = seeded(7);
    const weights = Float32Array.from({ length: 1003 }, () => (random() < 0.4 ? 0 : 0.5 + 20 * random()));
    const chosen = weights.filter((weight) => weight !== 0).length;
    const packed = packWeights(weights);
    expect(packed).toHaveLength(126 + 2 * chosen);
    unpackWeights(packed, 1003)!.forEach((found, i) => {
      expect(Math.abs(found - weights[i]!)).toBeLessThanOrEqual(weights[i]! / 2048);
      expect(found === 0).toBe(weights[i] === 0);
    });
  });

  it('take a bit alone where images are only selected', () => {
    const weights = Float32Array.from({ length: 21 }, (_, i) => Number(i % 3 === 0));
    expect(packWeights(weights)).toHaveLength(3);
    expect(unpackWeights(packWeights(weights), 21)).toEqual(weights);
    expect(unpackWeights(packWeights(new Float32Array()), 0)).toEqual(new Float32Array());
  });

  it('are not read from bytes of another number of images', () => {
    const packed = packWeights(Float32Array.of(1.5, 0, 2, 0, 0, 0, 0, 0, 3));
    expect(unpackWeights(packed, 9)).toBeDefined();
    expect(unpackWeights(packed.subarray(0, -2), 9)).toBeUndefined();
    expect(unpackWeights(packed.subarray(0, 1), 9)).toBeUndefined();
    expect(unpackWeights(Uint8Array.from([...packed, 0]), 9)).toBeUndefined();
  });
});
