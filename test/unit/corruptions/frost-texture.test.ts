import { describe, expect, it } from 'vitest';
import { frostTexture, frostTextureCount, frostTextureSize } from '../../../src-main/data/corruptions/frost-texture.ts';

const indices = Array.from({ length: frostTextureCount }, (_, i) => i);

describe('textures of ice', () => {
  it('are five different ones', () => {
    expect(frostTextureCount).toBe(5);
    expect(new Set(indices.map((index) => Buffer.from(frostTexture(index).data).toString('latin1'))).size).toBe(5);
  });

  it.each(indices)('%i is painted once', (index) => {
    expect(frostTexture(index)).toBe(frostTexture(index));
  });

  it.each(indices)('%i is bluish white with fine detail', (index) => {
    const { data } = frostTexture(index);
    const sums = [0, 0, 0];
    for (let i = 0; i < data.length; i++) sums[i % 3]! += data[i]!;
    const [red, green, blue] = sums.map((sum) => sum / frostTextureSize ** 2);
    expect(red!).toBeGreaterThan(130);
    expect(green!).toBeGreaterThan(red!);
    expect(blue!).toBeGreaterThan(green!);
  });

  it.each(indices)('%i has no seam', (index) => {
    const { data } = frostTexture(index);
    const rowLength = 3 * frostTextureSize;
    const step = (column: number, next: number): number => {
      let sum = 0;
      for (let row = 0; row < data.length; row += rowLength)
        sum += (data[row + 3 * column]! - data[row + 3 * next]!) ** 2;
      return sum;
    };
    let inside = 0;
    for (let column = 0; column < frostTextureSize - 1; column++) inside += step(column, column + 1);
    const usual = inside / (frostTextureSize - 1);
    expect(step(frostTextureSize - 1, 0)).toBeLessThan(2.5 * usual);
  });
});
