import { describe, expect, it } from 'vitest';
import { createRandomStream } from '../../../src-main/data/corruptions/random.ts';

const first = (...key: (number | string)[]): number => createRandomStream(...key).unit();
const meanOf = (draw: () => number, count = 20_000): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += draw();
  return sum / count;
};

describe('random streams', () => {
  it('are the same for the same key and others for each part of it', () => {
    expect(first(1, 2, 'fog', 3)).toBe(first(1, 2, 'fog', 3));
    const keys = [first(1, 2, 'fog', 3), first(2, 2, 'fog', 3), first(1, 3, 'fog', 3), first(1, 2, 'snow', 3)];
    expect(new Set([...keys, first(1, 2, 'fog', 4), first(1 + 2 ** 32, 2, 'fog', 3)]).size).toBe(6);
  });

  it('have the distributions they say', () => {
    const random = createRandomStream(5);
    expect(meanOf(() => random.uniform(-1, 3))).toBeCloseTo(1, 1);
    expect(meanOf(() => random.normal(2, 0.5))).toBeCloseTo(2, 1);
    expect(meanOf(() => (random.normal(2, 0.5) - 2) ** 2)).toBeCloseTo(0.25, 1);
    expect(meanOf(() => random.poisson(3.5))).toBeCloseTo(3.5, 0);
    expect(random.poisson(0)).toBe(0);
    const integers = new Set(Array.from({ length: 200 }, () => random.integer(-2, 2)));
    expect([...integers].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1]);
  });
});
