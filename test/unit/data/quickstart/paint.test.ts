import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { greySide, paint, paintedSide } from '../../../../src-main/data/quickstart/paint.ts';

/** A square garment of one grey level in the middle. */
function garment(level: number): Uint8Array {
  const grey = new Uint8Array(greySide * greySide);
  for (let y = 8; y < 20; y++) grey.fill(level, y * greySide + 8, y * greySide + 20);
  return grey;
}

const luma = (data: Uint8Array, x: number, y: number): number => {
  const [r, g, b] = data.subarray((y * paintedSide + x) * 3, (y * paintedSide + x) * 3 + 3);
  return (0.299 * r! + 0.587 * g! + 0.114 * b!) / 255;
};

function meanLuma(data: Uint8Array, inside: boolean): number {
  const values: number[] = [];
  for (let y = 0; y < paintedSide; y++) {
    for (let x = 0; x < paintedSide; x++) {
      const isInside = x >= 10 && x < 22 && y >= 10 && y < 22;
      if (isInside === inside) values.push(luma(data, x, y));
    }
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('paint', () => {
  it('makes the same 32×32 image for the same seed and index', () => {
    const first = paint(garment(200), 2020, 5);
    expect([first.width, first.height, first.data.length]).toEqual([32, 32, 3072]);
    expect(paint(garment(200), 2020, 5)).toEqual(first);
    expect(paint(garment(200), 2020, 6).data).not.toEqual(first.data);
    expect(paint(garment(200), 2021, 5).data).not.toEqual(first.data);
  });

  it('paints the background without regard to the garment', () => {
    const corner = (level: number): Uint8Array => paint(garment(level), 2020, 5).data.subarray(0, 9);
    expect(corner(60)).toEqual(corner(255));
  });

  it('lets grey levels modulate brightness', () => {
    for (let index = 0; index < 20; index++) {
      const [dark, light] = [80, 250].map((level) => meanLuma(paint(garment(level), 2020, index).data, true));
      expect(dark!).toBeLessThan(light!);
    }
  });

  it('sets most garments, not all, clearly off their background', () => {
    const contrasts = Array.from({ length: 150 }, (_, index) => {
      const { data } = paint(garment(190), 2020, index);
      return meanLuma(data, true) - meanLuma(data, false);
    });
    const clear = contrasts.filter((contrast) => contrast > 0.2).length / contrasts.length;
    expect(clear).toBeGreaterThan(0.9);
    expect(clear).toBeLessThan(1);
  });

  it('keeps its pixels: source model and strengths were made with them', () => {
    const hash = createHash('sha256');
    for (let index = 0; index < 40; index++) hash.update(paint(garment(180), 2020, index).data);
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"7c63e3fa223aa936adb265ad499479cb575f7ce6d9e82c025f43852ccd8746ee"`,
    );
  });
});
