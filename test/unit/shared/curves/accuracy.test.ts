import { describe, expect, it } from 'vitest';
import { batchAccuracy, cumulativeAccuracy, windowedAccuracy } from '../../../../src-shared/curves/accuracy.ts';

const columns = { sizes: [4, 4, 2], correct1: [4, 2, 0] };

describe('the accuracy along a stream', () => {
  it('is of each batch, and of all images so far', () => {
    expect(batchAccuracy(columns)).toEqual([1, 0.5, 0]);
    expect(cumulativeAccuracy(columns)).toEqual([1, 0.75, 0.6]);
  });

  it('is over the latest batches', () => {
    expect(windowedAccuracy(columns, { size: 2, unit: 'batches' })).toEqual([1, 0.75, 2 / 6]);
    expect(windowedAccuracy(columns, { size: 1, unit: 'batches' })).toEqual([1, 0.5, 0]);
    expect(windowedAccuracy(columns, { size: 9, unit: 'batches' })).toEqual(cumulativeAccuracy(columns));
  });

  it('is over the fewest batches that hold so many images', () => {
    expect(windowedAccuracy(columns, { size: 4, unit: 'images' })).toEqual([1, 0.5, 2 / 6]);
    expect(windowedAccuracy(columns, { size: 2, unit: 'images' })).toEqual([1, 0.5, 0]);
    expect(windowedAccuracy(columns, { size: 7, unit: 'images' })).toEqual([1, 0.75, 0.6]);
  });

  it('is the plain sum over each window, for any sizes', () => {
    const sizes = Array.from({ length: 60 }, (_, index) => 1 + ((index * 7) % 5));
    const correct1 = sizes.map((size, index) => (index * 3) % (size + 1));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const expected = sizes.map((_, index) => {
      const from = Math.max(0, index - 7);
      return sum(correct1.slice(from, index + 1)) / sum(sizes.slice(from, index + 1));
    });
    windowedAccuracy({ sizes, correct1 }, { size: 8, unit: 'batches' }).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 12);
    });
  });

  it('is nothing of nothing', () => {
    expect(windowedAccuracy({ sizes: [], correct1: [] }, { size: 3, unit: 'batches' })).toEqual([]);
  });
});
