import { describe, expect, it } from 'vitest';
import { labelShifted } from '../../../src-main/data/label-shift.ts';
import { planSamples } from '../../../src-main/data/samples.ts';
import { seeded } from '../../../src-shared/random.ts';

const classes = 10;
const items = Array.from({ length: 1000 }, (_, index) => index);
const labelOf = (item: number): number => item % classes;
const labels = (ratio: number): number[] => labelShifted(items, labelOf, ratio, seeded(1)).map(labelOf);

/** How many of the images in the turn of a class are of the class that is most frequent in it, on average. */
function dominance(ordered: readonly number[]): number {
  const turn = ordered.length / classes;
  const most = Array.from({ length: classes }, (_, i) => {
    const counts = Map.groupBy(ordered.slice(i * turn, (i + 1) * turn), (label) => label);
    return Math.max(...[...counts.values()].map(({ length }) => length)) / turn;
  });
  return most.reduce((sum, share) => sum + share, 0) / classes;
}

describe('labelShifted', () => {
  it('keeps every item once', () => {
    for (const ratio of [1, 20, 1e9]) {
      expect(labelShifted(items, labelOf, ratio, seeded(1)).toSorted((a, b) => a - b)).toEqual(items);
    }
  });

  it('gives one class after the other for a large ratio', () => {
    const ordered = labels(1e9);
    const changes = ordered.filter((label, i) => i > 0 && label !== ordered[i - 1]).length;
    expect(changes).toBe(classes - 1);
    expect(ordered.slice(0, 100)).not.toEqual(items.slice(0, 100).map(() => 0));
  });

  it('mixes labels evenly at ratio 1, and the more unevenly the larger it is', () => {
    const shares = [1, 9, 100].map((ratio) => dominance(labels(ratio)));
    expect(shares[0]).toBeLessThan(0.25);
    // 9 times as likely as each of the 9 others is half of the draws.
    expect(shares[1]).toBeGreaterThan(0.35);
    expect(shares[1]).toBeLessThan(0.65);
    expect(shares[2]).toBeGreaterThan(0.8);
  });

  it('is decided by the seed', () => {
    expect(labelShifted(items, labelOf, 20, seeded(1))).toEqual(labelShifted(items, labelOf, 20, seeded(1)));
    expect(labelShifted(items, labelOf, 20, seeded(1))).not.toEqual(labelShifted(items, labelOf, 20, seeded(2)));
  });

  it('serves classes of different sizes, a single class, and none', () => {
    const uneven = [...Array<number>(7).fill(0), 1, 2, 2];
    expect(labelShifted(uneven, (label) => label, 1e9, seeded(3)).toSorted((a, b) => a - b)).toEqual(uneven);
    expect(labelShifted([5, 5], () => 0, 50, seeded(3))).toEqual([5, 5]);
    expect(labelShifted([], () => 0, 50, seeded(3))).toEqual([]);
  });
});

describe('planSamples with an imbalance ratio', () => {
  const shifts = [{ corruption: 'fog', severity: 5 }];
  const options = { shifts, images: 200, seed: 1 };

  it('orders the images that it draws without one', () => {
    const plain = planSamples(1000, options).map(({ index }) => index);
    const shifted = planSamples(1000, { ...options, imbalanceRatio: 1e9, labelOf }).map(({ index }) => index);
    expect(shifted).not.toEqual(plain);
    expect(shifted.toSorted()).toEqual(plain.toSorted());
    const ordered = shifted.map(labelOf);
    expect(ordered.filter((label, i) => i > 0 && label !== ordered[i - 1])).toHaveLength(classes - 1);
  });
});
