import { describe, expect, it } from 'vitest';
import { groupsOf, statisticOf } from '../../../../src-shared/runs/groups.ts';

const item = (method: string | null, seed: number, accuracy: number | null) => ({ method, seed, accuracy });
const items = [
  item(null, 1, 10),
  item('tent', 1, 40),
  item('mgtta', 1, 60),
  item('tent', 2, 44),
  item('tent', 3, null),
];
const byMethod = { id: 'method', read: ({ method }: (typeof items)[number]) => method };
const bySeed = { id: 'seed', read: ({ seed }: (typeof items)[number]) => seed };

describe('groupsOf', () => {
  it('keeps the order of the items and puts those without a value last', () => {
    const groups = groupsOf(items, [byMethod]);
    expect(groups.map(({ values, items: own }) => [values[0], own.length])).toEqual([
      ['tent', 3],
      ['mgtta', 1],
      [null, 1],
    ]);
  });

  it('takes several fields together', () => {
    expect(groupsOf(items, [byMethod, bySeed])).toHaveLength(5);
    const keys = new Set(
      [[byMethod], [bySeed], [byMethod, bySeed]].flatMap((by) => groupsOf(items, by).map(({ key }) => key)),
    );
    expect(keys.size).toBe(3 + 3 + 5);
  });
});

describe('statisticOf', () => {
  it('is over what was measured', () => {
    const { mean, std, count } = statisticOf(
      items.filter(({ method }) => method === 'tent'),
      ({ accuracy }) => accuracy,
    )!;
    expect([mean, count]).toEqual([42, 2]);
    expect(std).toBeCloseTo(Math.sqrt(8));
    expect(statisticOf(items, ({ method }) => method)).toBeUndefined();
  });
});
