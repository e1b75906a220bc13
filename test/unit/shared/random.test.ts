import { describe, expect, it } from 'vitest';
import { permutation, seeded, textKey } from '../../../src-shared/random.ts';

const draw = (count: number, ...keys: number[]): number[] => {
  const random = seeded(...keys);
  return Array.from({ length: count }, random);
};

describe('seeded', () => {
  it('repeats its numbers for the same keys', () => {
    expect(draw(5, 2020, 7)).toEqual(draw(5, 2020, 7));
  });

  it('gives other numbers when any key or their order changes', () => {
    const first = [draw(1, 1, 2), draw(1, 2, 1), draw(1, 1, 3), draw(1, 1), draw(1, 1, 2 + 2 ** 32)];
    expect(new Set(first.map(([value]) => value)).size).toBe(first.length);
  });

  it('is uniform in [0, 1)', () => {
    const values = draw(20_000, 3);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(deviation).toBeCloseTo(Math.sqrt(1 / 12), 2);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it('is unrelated between neighbouring keys', () => {
    const firsts = Array.from({ length: 5_000 }, (_, index) => draw(1, 2020, index)[0]!);
    const products = firsts.slice(1).map((value, i) => (value - 0.5) * (firsts[i]! - 0.5));
    expect(Math.abs(products.reduce((sum, value) => sum + value, 0) / products.length)).toBeLessThan(0.005);
  });
});

describe('textKey', () => {
  it('is another whole number for another text', () => {
    const keys = ['', 'fog/5', 'fog/4', 'frost/5', '5/fog'].map(textKey);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toBe(key >>> 0);
    // The published value of FNV-1a, 32 bits.
    expect(textKey('a')).toBe(0xe40c292c);
  });
});

describe('permutation', () => {
  it('holds every number once', () => {
    const order = permutation(1_000, seeded(1));
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect(Array.from(order)).not.toEqual(Array.from(order).sort((a, b) => a - b));
  });

  it('puts each number first equally often', () => {
    const counts = [0, 0, 0, 0];
    for (let seed = 0; seed < 4_000; seed++) counts[permutation(4, seeded(seed))[0]!]! += 1;
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });

  it('of nothing or one is trivial', () => {
    expect(Array.from(permutation(0, seeded(1)))).toEqual([]);
    expect(Array.from(permutation(1, seeded(1)))).toEqual([0]);
  });
});
