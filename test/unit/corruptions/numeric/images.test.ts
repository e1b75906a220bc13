import { describe, expect, it } from 'vitest';
import { cannyEdges } from '../../../../src-main/data/corruptions/numeric/canny.ts';
import { chamferDistance } from '../../../../src-main/data/corruptions/numeric/chamfer.ts';
import { equalizeHistogram } from '../../../../src-main/data/corruptions/numeric/equalize.ts';
import { changeHsv } from '../../../../src-main/data/corruptions/numeric/hsv.ts';
import { plasma } from '../../../../src-main/data/corruptions/numeric/plasma.ts';
import { createRandomStream } from '../../../../src-main/data/corruptions/random.ts';

const pixel = (red: number, green: number, blue: number) => ({
  width: 1,
  height: 1,
  data: Uint8Array.of(red, green, blue),
});

describe('changes of saturation and value', () => {
  it.each([
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 0],
    [0, 255, 255],
    [255, 0, 255],
  ])('take (%i, %i, %i) to grey without saturation and to black without value', (red, green, blue) => {
    const colour = pixel(red, green, blue);
    expect([...changeHsv(colour, {}).data]).toEqual([red, green, blue]);
    expect([...changeHsv(colour, { saturation: () => 0 }).data]).toEqual([255, 255, 255]);
    expect([...changeHsv(colour, { value: () => 0 }).data]).toEqual([0, 0, 0]);
  });

  it('keep the hue', () => {
    expect([...changeHsv(pixel(200, 100, 50), { value: (value) => value / 2 }).data]).toEqual([100, 50, 25]);
  });

  it('leave grey pixels grey whatever their saturation is multiplied by', () => {
    expect([...changeHsv(pixel(80, 80, 80), { saturation: (value) => value * 20 }).data]).toEqual([80, 80, 80]);
  });
});

describe('edges', () => {
  /** Left half 0, right half 100. */
  const step = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 100));

  it('are one pixel wide at a step', () => {
    const edges = cannyEdges(step, 8, 8, 50, 150);
    for (let y = 0; y < 8; y++) expect([...edges.subarray(y * 8, y * 8 + 8)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('need one point above the high threshold', () => {
    expect(cannyEdges(step, 8, 8, 50, 400)).not.toContain(1);
  });

  it('do not exist in a flat image', () => {
    expect(cannyEdges(new Uint8Array(64).fill(7), 8, 8, 50, 150)).not.toContain(1);
  });
});

describe('distances', () => {
  it('grow with steps to the side, diagonals and knight’s moves, up to the limit', () => {
    const marked = new Uint8Array(81);
    marked[4 * 9 + 4] = 1;
    const distance = chamferDistance(marked, 9, 9, 4);
    const at = (x: number, y: number): number => distance[y * 9 + x]!;
    expect([at(4, 4), at(7, 4), at(4, 2), at(3, 3), at(6, 5)]).toEqual([0, 3, 2, 1.4, 2.1969]);
    expect(at(0, 0)).toBe(4);
  });

  it('are the limit everywhere if nothing is marked', () => {
    expect(new Set(chamferDistance(new Uint8Array(9), 3, 3, 20))).toEqual(new Set([20]));
  });
});

describe('histogram equalisation', () => {
  it('spreads the levels over the range', () => {
    expect([...equalizeHistogram(Uint8Array.of(10, 10, 11, 12, 13))]).toEqual([0, 0, 85, 170, 255]);
  });

  it('keeps a flat image', () => {
    expect([...equalizeHistogram(Uint8Array.of(9, 9, 9))]).toEqual([9, 9, 9]);
  });
});

describe('plasma', () => {
  const map = plasma(64, 2, createRandomStream('plasma'));

  it('covers 0 to 1', () => {
    expect(Math.min(...map)).toBe(0);
    expect(Math.max(...map)).toBe(1);
  });

  it('is smooth, also across its edges', () => {
    let across = 0;
    let far = 0;
    for (let y = 0; y < 64; y++) {
      across += (map[y * 64]! - map[y * 64 + 63]!) ** 2;
      far += (map[y * 64]! - map[y * 64 + 32]!) ** 2;
    }
    expect(across).toBeLessThan(far / 4);
  });
});
