import { describe, expect, it } from 'vitest';
import { borderIndex, paddedIndices } from '../../../../src-main/data/corruptions/numeric/border.ts';
import type { Border } from '../../../../src-main/data/corruptions/numeric/border.ts';
import { correlate, tapsFromKernel } from '../../../../src-main/data/corruptions/numeric/correlate.ts';
import { blankField } from '../../../../src-main/data/corruptions/numeric/field.ts';
import type { Field } from '../../../../src-main/data/corruptions/numeric/field.ts';
import { gaussianFilter, gaussianKernel } from '../../../../src-main/data/corruptions/numeric/gaussian.ts';
import { motionFilter } from '../../../../src-main/data/corruptions/numeric/motion.ts';

function wavyField(width: number, height: number, channels: number): Field {
  const field = blankField(width, height, channels);
  for (let i = 0; i < field.data.length; i++) field.data[i] = Math.sin(i * 1.7) + 0.01 * i;
  return field;
}

function impulse(width: number, height: number, x: number, y: number): Field {
  const field = blankField(width, height, 1);
  field.data[y * width + x] = 200;
  return field;
}

describe('borders', () => {
  it.each([
    ['nearest', [0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3]],
    ['reflect', [3, 2, 1, 0, 0, 1, 2, 3, 3, 2, 1, 0]],
    ['reflect101', [2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1]],
  ] as const)('%s continues a signal of four samples', (border, expected) => {
    expect([...paddedIndices(4, 4, border)]).toEqual([...expected]);
  });

  it.each(['nearest', 'reflect', 'reflect101'] as const)('%s reaches any distance and length', (border: Border) => {
    for (const length of [1, 2, 5]) {
      for (let i = -40; i < 40; i++) {
        const index = borderIndex(i, length, border);
        expect(index).toBeGreaterThanOrEqual(0);
        expect(index).toBeLessThan(length);
      }
    }
  });
});

describe('correlation', () => {
  it('weighs the neighbours, not mirrored', () => {
    const result = correlate(impulse(5, 5, 2, 2), tapsFromKernel([0, 0, 0, 0, 1, 3, 0, 0, 0], 3), 'nearest');
    expect(result.data[2 * 5 + 2]).toBe(200);
    expect(result.data[2 * 5 + 1]).toBe(600);
    expect(result.data[2 * 5 + 3]).toBe(0);
  });
});

describe('Gaussian filter', () => {
  it('equals the sum over its kernel', () => {
    const field = wavyField(9, 7, 2);
    const kernel = gaussianKernel(1.2, 5);
    const taps = Array.from(kernel).flatMap((a, dy) =>
      Array.from(kernel, (b, dx) => ({ dx: dx - 5, dy: dy - 5, weight: a * b })),
    );
    const expected = correlate(field, taps, 'nearest');
    const actual = gaussianFilter(field, 1.2);
    for (let i = 0; i < actual.data.length; i++) expect(actual.data[i]).toBeCloseTo(expected.data[i]!, 12);
  });

  it('equals the sum over its kernel where that is longer than the field', () => {
    const field = wavyField(6, 5, 1);
    const kernel = gaussianKernel(4, 12);
    const taps = Array.from(kernel).flatMap((a, dy) =>
      Array.from(kernel, (b, dx) => ({ dx: dx - 12, dy: dy - 12, weight: a * b })),
    );
    const expected = correlate(field, taps, 'reflect');
    const actual = gaussianFilter(field, 4, { border: 'reflect', radius: 12 });
    for (let i = 0; i < actual.data.length; i++) expect(actual.data[i]).toBeCloseTo(expected.data[i]!, 12);
  });

  it('keeps a constant and, without width, everything', () => {
    const constant = { width: 4, height: 4, channels: 1, data: new Float64Array(16).fill(0.3) };
    for (const value of gaussianFilter(constant, 2).data) expect(value).toBeCloseTo(0.3, 12);
    const field = wavyField(4, 4, 1);
    expect(gaussianFilter(field, 0).data).toEqual(field.data);
  });
});

describe('motion filter', () => {
  const trace = (angle: number): number[] => {
    const { data } = motionFilter(impulse(21, 21, 10, 10), 2, 100, angle);
    return [...data.keys()].filter((i) => data[i]! > 0);
  };

  it('gathers along the given direction: 2 · radius + 1 samples on one side', () => {
    expect(trace(0)).toEqual([6, 7, 8, 9, 10].map((x) => 10 * 21 + x));
    expect(trace(-90)).toEqual([10, 11, 12, 13, 14].map((y) => y * 21 + 10));
  });

  it('truncates to whole grey levels', () => {
    const { data } = motionFilter(impulse(21, 21, 10, 10), 1, 100, 0);
    expect(Math.max(...data)).toBe(66);
  });
});
