import { describe, expect, it } from 'vitest';
import { averageUnlabelled, neighbourhoodDensity } from '../../../../src-shared/metrics/unlabelled.ts';

describe('soft neighbourhood density', () => {
  it('is ln(n − 1) where all predictions are the same', () => {
    expect(neighbourhoodDensity(Float32Array.from([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]), 2)).toBeCloseTo(Math.log(2), 12);
  });

  it('is that of each cluster where they are far apart', () => {
    const rows = [...Array.from({ length: 4 }, () => [1, 0]), ...Array.from({ length: 4 }, () => [0, 1])];
    expect(neighbourhoodDensity(Float32Array.from(rows.flat()), 2)).toBeCloseTo(Math.log(3), 6);
  });

  it('is a mean of entropies of the similarities, by hand for three images', () => {
    const rows = [
      [0.8, 0.6],
      [0.6, 0.8],
      [1, 0],
    ];
    // They have length 1 already; dot products 0.96, 0.8 and 0.6.
    const pair = (a: number, b: number): number => {
      const [p, q] = [1 / (1 + Math.exp((b - a) / 0.05)), 1 / (1 + Math.exp((a - b) / 0.05))];
      return -(p * Math.log(p) + q * Math.log(q));
    };
    const expected = (pair(0.96, 0.8) + pair(0.96, 0.6) + pair(0.8, 0.6)) / 3;
    expect(neighbourhoodDensity(Float32Array.from(rows.flat()), 2)).toBeCloseTo(expected, 6);
  });

  it('needs two images', () => {
    expect(neighbourhoodDensity(Float32Array.from([1, 0]), 2)).toBeNull();
  });
});

describe('averages over streams', () => {
  it('are there where each stream was measured', () => {
    const one = { images: 5, unlabelled: { images: 5, consistency: 0.8, snd: 1, seconds: 2 } };
    const two = { images: 5, unlabelled: { images: 5, consistency: 0.6, snd: 2, seconds: 3 } };
    const { consistency, ...rest } = averageUnlabelled([one, two])!;
    expect(consistency).toBeCloseTo(0.7, 12);
    expect(rest).toEqual({ images: 5, snd: 1.5, seconds: 5 });
    expect(averageUnlabelled([one, { images: 5 }])).toBeUndefined();
  });
});
