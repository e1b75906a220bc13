import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { centreWindow, decodeImage } from '../../../../src-main/data/folder/decode.ts';

interface PillowCase {
  width: number;
  height: number;
  size: number;
  pixels: string;
  expected: string;
}

let folder: string;
const at = (name: string): string => join(folder, name);

/** 14 red columns, then 18 blue ones: left and right, top and bottom can be distinguished after a turn. */
const raw = { width: 32, height: 32, channels: 3 } as const;
const halves = Buffer.from(
  Array.from({ length: 32 * 32 }, (_, i) => (i % 32 < 14 ? [200, 40, 20] : [20, 40, 220])).flat(),
);
const pixel = (data: Uint8Array, x: number, y: number): number[] =>
  Array.from(data.subarray((y * 28 + x) * 3).subarray(0, 3));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-'));
});

describe('decodeImage', () => {
  it('resizes and crops as Pillow does, to within a grey level', async () => {
    const text = await readFile(new URL('./pillow.json', import.meta.url), 'utf8');
    const { cases } = JSON.parse(text) as { cases: PillowCase[] };
    for (const { width, height, size, pixels, expected } of cases) {
      const path = at(`${width}x${height}.png`);
      await sharp(Buffer.from(pixels, 'hex'), { raw: { width, height, channels: 3 } })
        .png()
        .toFile(path);
      const { data } = await decodeImage(path, size);
      const reference = Buffer.from(expected, 'hex');
      expect(data).toHaveLength(reference.length);
      const largest = Math.max(...data.map((value, i) => Math.abs(value - reference[i]!)));
      expect(largest).toBeLessThanOrEqual(1);
    }
  });

  it('reads JPEG, PNG and WebP alike', async () => {
    const picture = sharp(halves, { raw });
    await picture.clone().png().toFile(at('a.png'));
    await picture.clone().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toFile(at('a.jpg'));
    await picture.clone().webp({ quality: 100 }).toFile(at('a.webp'));
    const reference = await decodeImage(at('a.png'), 28);
    expect(pixel(reference.data, 0, 14)).toEqual([200, 40, 20]);
    for (const name of ['a.jpg', 'a.webp']) {
      const { data } = await decodeImage(at(name), 28);
      const difference = data.reduce((sum, value, i) => sum + Math.abs(value - reference.data[i]!), 0) / data.length;
      expect(difference).toBeLessThan(6);
    }
  });

  it('makes RGB of greyscale, 16-bit and palette images and drops alpha without blending', async () => {
    await sharp(halves, { raw }).greyscale().png().toFile(at('grey.png'));
    await sharp(halves, { raw }).toColourspace('rgb16').png().toFile(at('deep.png'));
    await sharp(halves, { raw }).png({ palette: true }).toFile(at('palette.png'));
    await sharp(halves, { raw }).ensureAlpha(0).png().toFile(at('alpha.png'));
    const grey = pixel((await decodeImage(at('grey.png'), 28)).data, 0, 14);
    expect(new Set(grey).size).toBe(1);
    for (const name of ['deep.png', 'palette.png', 'alpha.png']) {
      const { data } = await decodeImage(at(name), 28);
      expect(data).toHaveLength(28 * 28 * 3);
      pixel(data, 27, 0).forEach((value, i) => expect(Math.abs(value - [20, 40, 220][i]!)).toBeLessThanOrEqual(2));
    }
  });

  it('converts CMYK', async () => {
    await sharp(halves, { raw }).toColourspace('cmyk').jpeg({ quality: 100 }).toFile(at('cmyk.jpg'));
    expect((await sharp(at('cmyk.jpg')).metadata()).channels).toBe(4);
    const { data } = await decodeImage(at('cmyk.jpg'), 28);
    const [red, , blue] = pixel(data, 2, 14);
    expect(red! - blue!).toBeGreaterThan(80);
  });

  it('ignores the EXIF orientation', async () => {
    await sharp(halves, { raw }).withMetadata({ orientation: 6 }).png().toFile(at('turned.png'));
    expect((await sharp(at('turned.png')).metadata()).orientation).toBe(6);
    const { data } = await decodeImage(at('turned.png'), 28);
    expect(pixel(data, 0, 27)).toEqual([200, 40, 20]);
    expect(pixel(data, 27, 0)).toEqual([20, 40, 220]);
  });

  it('refuses damaged, truncated and foreign files', async () => {
    const whole = await sharp(halves, { raw }).jpeg().toBuffer();
    await writeFile(at('cut.jpg'), whole.subarray(0, whole.length / 2));
    await writeFile(at('text.png'), 'not an image');
    await writeFile(at('empty.png'), '');
    for (const name of ['cut.jpg', 'text.png', 'empty.png']) await expect(decodeImage(at(name), 28)).rejects.toThrow();
  });
});

describe('centreWindow', () => {
  it('resizes the short side to 256 for 224 and scales with other sizes', () => {
    expect(centreWindow(500, 375, 224)).toEqual({ width: 341, height: 256, left: 58, top: 16, size: 224 });
    expect(centreWindow(375, 501, 224)).toMatchObject({ width: 256, height: 342, top: 59 });
    expect(centreWindow(100, 100, 32)).toMatchObject({ width: 36, height: 36, left: 2, top: 2 });
  });

  it('rounds the short side down, as timm and DeiT do', () => {
    const shortSides = [224, 240, 336, 384, 448, 512, 518].map((size) => centreWindow(900, 900, size).width);
    expect(shortSides).toEqual([256, 274, 384, 438, 512, 585, 592]);
  });
});
