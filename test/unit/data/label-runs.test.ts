import { describe, expect, it } from 'vitest';
import { dirichletOrder, drawDirichlet, sortedByLabel } from '../../../src-main/data/label-runs.ts';
import { seeded } from '../../../src-shared/random.ts';

const items = Array.from({ length: 2000 }, (_, index) => ({ index, label: (index * 7) % 10 }));
const labelOf = ({ label }: { label: number }) => label;
const indices = (order: readonly { index: number }[]) => order.map(({ index }) => index);

/** Neighbours of the same class, as a share of all neighbours. */
function correlation(order: readonly { label: number }[]): number {
  const same = order.filter(({ label }, i) => i > 0 && order[i - 1]!.label === label).length;
  return same / (order.length - 1);
}

describe('Dirichlet proportions', () => {
  it.each([
    [0.1, 10],
    [1, 5],
    [4, 20],
  ])('for δ = %f over %i have the mean 1/C and the variance (C − 1)/(C²(Cδ + 1))', (delta, count) => {
    const random = seeded(5);
    const draws = Array.from({ length: 4000 }, () => drawDirichlet(delta, count, random));
    for (const draw of draws) expect(draw.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
    const variance = (count - 1) / (count ** 2 * (count * delta + 1));
    for (let part = 0; part < count; part++) {
      const mean = draws.reduce((sum, draw) => sum + draw[part]!, 0) / draws.length;
      expect(Math.abs(mean - 1 / count)).toBeLessThan(5 * Math.sqrt(variance / draws.length));
    }
    const seen = draws.reduce((sum, draw) => sum + draw.reduce((s, part) => s + (part - 1 / count) ** 2, 0), 0);
    expect(seen / draws.length / count / variance).toBeCloseTo(1, 1);
  });

  it('survive a concentration whose gamma numbers are below the smallest float', () => {
    const parts = drawDirichlet(0.001, 1000, seeded(1));
    expect(parts.every(Number.isFinite)).toBe(true);
    expect(Math.max(...parts)).toBeGreaterThan(0.5);
  });
});

describe('a correlated stream', () => {
  it('has every image once', () => {
    const order = dirichletOrder(items, labelOf, 0.1, seeded(3));
    expect(indices(order).sort((a, b) => a - b)).toEqual(indices(items));
  });

  it('is the more correlated the smaller δ is', () => {
    const shares = [0.05, 0.5, 100].map((delta) => correlation(dirichletOrder(items, labelOf, delta, seeded(3))));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares[0]).toBeGreaterThan(0.9);
  });

  it('holds the classes of a chunk together, each in at most one run per chunk', () => {
    const order = dirichletOrder(items, labelOf, 0.1, seeded(4));
    const runs = order.filter(({ label }, i) => i === 0 || order[i - 1]!.label !== label).length;
    expect(runs).toBeLessThanOrEqual(100);
  });

  it('is the same for the same seed', () => {
    expect(dirichletOrder(items, labelOf, 0.1, seeded(9))).toEqual(dirichletOrder(items, labelOf, 0.1, seeded(9)));
  });

  it('is possible with fewer images than NOTE asks for', () => {
    expect(dirichletOrder(items.slice(0, 12), labelOf, 0.1, seeded(2))).toHaveLength(12);
  });
});

describe('a sorted stream', () => {
  it('has one class after the other, images in their order', () => {
    const order = sortedByLabel(items, labelOf);
    expect(order.map(labelOf)).toEqual(order.map(labelOf).toSorted((a, b) => a - b));
    const first = order.filter(({ label }) => label === 0);
    expect(indices(first)).toEqual(indices(first).toSorted((a, b) => a - b));
  });
});
