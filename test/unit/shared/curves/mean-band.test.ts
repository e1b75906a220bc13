import { describe, expect, it } from 'vitest';
import { lowerBound, nearestIndex, valueAt } from '../../../../src-shared/curves/interpolate.ts';
import { meanBand } from '../../../../src-shared/curves/mean-band.ts';
import { meanStd } from '../../../../src-shared/statistics/mean-std.ts';
import { smooth } from '../../../../src-shared/curves/smoothing.ts';

describe('smoothing', () => {
  it('has no bias at the start and none on constants', () => {
    expect(smooth([4, 4, 4], 0.9)).toEqual([4, 4, 4]);
    expect(smooth([1, 3], 0.5)[0]).toBe(1);
    expect(smooth([1, 3], 0.5)[1]).toBeCloseTo((0.25 * 1 + 0.5 * 3) / 0.75, 12);
    expect(smooth([1, 2, 3], 0.999)[2]).toBeCloseTo(2, 2);
  });

  it('leaves gaps alone, and everything with weight 0', () => {
    const values = [2, null, 2];
    expect(smooth(values, 0.5)).toEqual([2, null, 2]);
    expect(smooth(values, 0)).toBe(values);
  });
});

describe('a value of a curve', () => {
  const curve = { x: [0, 1, 3, 4, 5], y: [0, 10, 30, null, 50] };

  it('lies on the line between its neighbours', () => {
    expect(valueAt(curve, 0)).toBe(0);
    expect(valueAt(curve, 2)).toBe(20);
    expect(valueAt(curve, 5)).toBe(50);
  });

  it('is missing outside and in gaps', () => {
    expect([-1, 3.5, 4, 4.5, 6].map((x) => valueAt(curve, x))).toEqual([null, null, null, null, null]);
  });

  it('is found nearest to a position, past gaps', () => {
    expect([-9, 0.4, 0.6, 3.9, 4.4, 9].map((x) => nearestIndex(curve, x))).toEqual([0, 0, 1, 2, 4, 4]);
    expect(nearestIndex({ x: [1], y: [null] }, 1)).toBeUndefined();
    expect(lowerBound([1, 2, 2, 3], 2)).toBe(1);
  });
});

describe('the mean over seeds', () => {
  it('has the standard deviation of the sample', () => {
    expect(meanStd([1, 3])).toEqual({ mean: 2, std: Math.SQRT2 });
    expect(meanStd([5])).toEqual({ mean: 5, std: 0 });
    expect(meanStd([])).toBeUndefined();
  });

  it('is taken point by point over one grid, gaps included', () => {
    const band = meanBand([
      { x: [1, 2, 4], y: [1, 2, 3] },
      { x: [1, 2, 4], y: [3, null, 5] },
      { x: [], y: [] },
    ]);
    expect(band).toEqual({ x: [1, 2, 4], y: [2, null, 4], std: [Math.SQRT2, null, Math.SQRT2] });
  });

  it('is interpolated over the range that all cover', () => {
    const line = (x: number[], slope: number) => ({ x, y: x.map((at) => slope * at) });
    const band = meanBand([line([0, 1, 2, 3, 4], 1), line([1, 2.5, 5], 3)]);
    expect(band.x).toEqual([1, 1.75, 2.5, 3.25, 4]);
    band.x.forEach((at, index) => {
      expect(band.y[index]).toBeCloseTo(2 * at, 12);
      expect(band.std[index]).toBeCloseTo(Math.SQRT2 * at, 12);
    });
  });

  it('is empty where runs do not overlap, or there are none', () => {
    expect(meanBand([])).toEqual({ x: [], y: [], std: [] });
    expect(
      meanBand([
        { x: [1, 2], y: [1, 2] },
        { x: [3, 4], y: [1, 2] },
      ]).x,
    ).toEqual([]);
  });
});
