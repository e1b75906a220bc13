import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownNormalisations } from '../../../../src-shared/normalisation.ts';
import { float32 } from '../../../../src-main/engines/engine.ts';
import { changeColor, colorChanges, type ColorChange } from '../../../../src-main/methods/augment/color.ts';
import { amounts, augmentations, type AugmentedRange } from '../../../../src-main/methods/augment/tta-augment.ts';
import { fromUnit, toUnit } from '../../../../src-main/methods/augment/unit-range.ts';
import { warpImages } from '../../../../src-main/methods/augment/warp.ts';
import { noise } from '../support.ts';

interface Recording {
  readonly images: number[];
  readonly color: Readonly<Record<ColorChange, [number, number[]]>>;
  readonly warps: readonly {
    readonly angle: number;
    readonly shift: [number, number];
    readonly scale: number;
    readonly blur: number;
    readonly flipped: boolean;
    readonly pixels: number[];
  }[];
}

/** Two images of 6×6 pixels as torchvision changes them. */
const recording = JSON.parse(readFileSync(join(import.meta.dirname, 'torchvision.json'), 'utf8')) as Recording;
const size = 6;
const images = (): Float32Array => Float32Array.from(recording.images);

function expectClose(found: Float32Array, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
}

describe('changes of colour', () => {
  it.each(colorChanges)('change %s as torchvision does', (change) => {
    const [amount, expected] = recording.color[change];
    const pixels = images();
    changeColor(pixels, size * size, change, amount);
    expectClose(pixels, expected);
  });

  it.each(colorChanges)('leave images alone where the amount of %s is neutral', (change) => {
    const pixels = images();
    changeColor(pixels, size * size, change, change === 'hue' ? 0 : 1);
    expectClose(pixels, recording.images);
  });

  it('leave gray pixels gray whatever the hue', () => {
    const pixels = Float32Array.of(0.3, 0.3, 0.3);
    changeColor(pixels, 1, 'hue', 0.4);
    expectClose(pixels, [0.3, 0.3, 0.3]);
  });

  it.each(amounts.gamma)('raise to the power of %f up to the last bit of a float', (exponent) => {
    const values = Float32Array.from({ length: 3 * 4000 }, (_, i) => 10 ** (-i / 1500));
    const raised = values.slice();
    changeColor(raised, 4000, 'gamma', exponent);
    const errors = raised.map((value, i) => Math.abs(value / values[i]! ** exponent - 1));
    expect(Math.max(...errors)).toBeLessThan(2 ** -23);
  });

  it('leave black, white and what is not a number as they are, whatever the power', () => {
    const pixels = Float32Array.of(0, 1, NaN);
    changeColor(pixels, 1, 'gamma', 0.8);
    expect([...pixels]).toEqual([0, 1, NaN]);
  });

  it.each(colorChanges)('keep values in range where %s changes much', (change) => {
    const pixels = noise(3 * 64, 8).map((value) => Math.min(1, Math.abs(value)));
    changeColor(pixels, 64, change, change === 'hue' ? 0.5 : 2.5);
    for (const value of pixels) expect(Math.abs(value - 0.5)).toBeLessThanOrEqual(0.5);
  });
});

describe('warps', () => {
  it.each(recording.warps)('rotate, scale, shift, blur and mirror as torchvision does (%#)', ({ pixels, ...warp }) => {
    expectClose(warpImages(images(), size, { ...warp, angle: (warp.angle * Math.PI) / 180 }), pixels);
  });

  it('mirror what they have rotated, scaled, shifted and blurred', () => {
    const warp = { angle: 0.2, scale: 0.9, shift: [1, 2], blur: 0.4 } as const;
    const mirrored = warpImages(images(), size, { ...warp, flipped: true });
    for (let row = 0; row < mirrored.length; row += size) mirrored.subarray(row, row + size).reverse();
    expectClose(mirrored, warpImages(images(), size, { ...warp, flipped: false }));
  });

  it('change nothing without a rotation, scale, shift, blur and mirror', () => {
    const none = { angle: 0, scale: 1, shift: [0, 0], blur: 0.001, flipped: false } as const;
    expectClose(warpImages(images(), size, none), recording.images);
  });

  it('repeat the edge where the image ends', () => {
    const shifted = warpImages(images(), size, { angle: 0, scale: 1, shift: [2, 0], blur: 0.001, flipped: false });
    expectClose(
      shifted.subarray(0, 4),
      [0, 0, 0, 1].map((column) => recording.images[column]!),
    );
  });
});

describe('images beyond their edges', () => {
  it('are mirrored where that is asked for', () => {
    const moved = { angle: 0, scale: 1, shift: [2, 0], blur: 0, flipped: false, beyond: 'mirror' } as const;
    expectClose(
      warpImages(images(), size, moved).subarray(0, 4),
      [2, 1, 0, 1].map((column) => recording.images[column]!),
    );
  });
});

describe('the range of images', () => {
  const by = knownNormalisations.imagenet;
  const unit = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => i / 24);

  it('comes back from what they were normalised by, channel by channel', () => {
    const normalised = fromUnit(unit, 4, by);
    expect(normalised[4]).toBeCloseTo((4 / 24 - by.mean[1]) / by.std[1], 6);
    expectClose(toUnit(normalised, 4, by), unit);
    expectClose(toUnit(fromUnit(unit, 4), 4), unit);
  });

  it('is kept', () => {
    expectClose(toUnit(Float32Array.of(-3, 0, 5), 1), [0, 0.5, 1]);
  });
});

describe('augmentations', () => {
  const batch = float32(
    noise(2 * 3 * 64, 4).map((value) => 2 * value - 1),
    [2, 3, 8, 8],
  );
  const make = (seed: number, range: AugmentedRange = 'image', copies = 4): Float32Array[] =>
    [...augmentations(batch, { copies, seed, range })].map(({ data }) => data as Float32Array);

  it('depend on the seed and the copy only', () => {
    expect(make(1)).toEqual(make(1));
    expect(make(1)).not.toEqual(make(2));
    expect(make(1, 'image', 2)).toEqual(make(1).slice(0, 2));
    expect(new Set(make(1).map(String)).size).toBe(4);
  });

  it('stay within the range of images and keep their rough looks', () => {
    for (const copy of make(7)) {
      expect(Math.min(...copy)).toBeGreaterThanOrEqual(-1);
      expect(Math.max(...copy)).toBeLessThanOrEqual(1);
    }
    const uniform = float32(new Float32Array(3 * 64).fill(0.2), [1, 3, 8, 8]);
    for (const { data } of augmentations(uniform, { copies: 8, seed: 3, range: 'image' })) {
      // Brightness, contrast and gamma move a gray image as a whole; what is left is noise.
      const mean = (data as Float32Array).reduce((sum, value) => sum + value, 0) / data.length;
      expect(mean).toBeGreaterThan(-0.6);
      expect(mean).toBeLessThan(0.9);
      for (const value of data) expect(Math.abs(value - mean)).toBeLessThan(0.05);
    }
  });

  it('take normalised values for pixels where that is asked for', () => {
    for (const copy of make(7, 'input')) {
      expect(Math.min(...copy)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...copy)).toBeLessThanOrEqual(1);
    }
  });
});
