import { describe, expect, it } from 'vitest';
import { affineBetween } from '../../../../src-main/data/corruptions/numeric/affine.ts';
import type { Triangle } from '../../../../src-main/data/corruptions/numeric/affine.ts';
import { boxResize } from '../../../../src-main/data/corruptions/numeric/box-resize.ts';
import { blankField } from '../../../../src-main/data/corruptions/numeric/field.ts';
import type { Field } from '../../../../src-main/data/corruptions/numeric/field.ts';
import { resample } from '../../../../src-main/data/corruptions/numeric/resample.ts';
import { zoomIntoMiddle } from '../../../../src-main/data/corruptions/numeric/zoom.ts';
import { blankImage } from '../../../../src-main/data/image.ts';

/** Values x + 100 y. */
function ramp(width: number, height: number): Field {
  const field = blankField(width, height, 1);
  for (let i = 0; i < field.data.length; i++) field.data[i] = (i % width) + 100 * Math.floor(i / width);
  return field;
}

describe('affine maps', () => {
  it('take the corners of a triangle to those of another', () => {
    const from: Triangle = [
      { x: 3, y: 4 },
      { x: 10, y: 5 },
      { x: 2, y: -6 },
    ];
    const to: Triangle = [
      { x: -1, y: 0 },
      { x: 7, y: 2 },
      { x: 5, y: 9 },
    ];
    const { xx, xy, x0, yx, yy, y0 } = affineBetween(from, to);
    from.forEach(({ x, y }, i) => {
      expect(xx * x + xy * y + x0).toBeCloseTo(to[i]!.x, 12);
      expect(yx * x + yy * y + y0).toBeCloseTo(to[i]!.y, 12);
    });
  });
});

describe('resampling', () => {
  it('interpolates between points and mirrors at the border', () => {
    const field = ramp(4, 3);
    const xs = new Float64Array(12).fill(1.25);
    const ys = new Float64Array(12).fill(0.5);
    xs[1] = -1;
    ys[1] = 0;
    xs[2] = 4;
    ys[2] = 2;
    expect(resample(field, xs, ys, 'reflect101').data[0]).toBeCloseTo(51.25, 12);
    expect(resample(field, xs, ys, 'reflect101').data[1]).toBe(1);
    expect(resample(field, xs, ys, 'reflect').data[1]).toBe(0);
    expect(resample(field, xs, ys, 'reflect').data[2]).toBe(203);
  });
});

describe('zooming into the middle', () => {
  it('by 1 changes nothing', () => {
    expect(zoomIntoMiddle(ramp(7, 5), 1).data).toEqual(ramp(7, 5).data);
  });

  it('by 2 spreads the middle half, its corners at the corners', () => {
    const { data } = zoomIntoMiddle(ramp(8, 8), 2);
    expect([data[0], data[7], data[56], data[63]]).toEqual([202, 205, 502, 505]);
    expect(data[1]).toBeCloseTo(202 + 3 / 7, 12);
  });
});

describe('box resizing', () => {
  it('averages whole blocks when shrinking and repeats pixels when enlarging', () => {
    const image = blankImage(4, 2);
    image.data.set([10, 0, 0, 20, 0, 0, 30, 0, 0, 50, 0, 0], 0);
    image.data.set([11, 0, 0, 21, 0, 0, 30, 0, 0, 50, 0, 0], 12);
    const small = boxResize(image, 2, 1);
    expect([small.data[0], small.data[3]]).toEqual([16, 40]);
    const large = boxResize(small, 4, 1);
    expect([0, 3, 6, 9].map((i) => large.data[i])).toEqual([16, 16, 40, 40]);
  });
});
