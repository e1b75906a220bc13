import { describe, expect, it } from 'vitest';
import { corrupt } from '../../../src-main/data/corruptions/corrupt.ts';
import type { CorruptOptions } from '../../../src-main/data/corruptions/corrupt.ts';
import { imageStatistics } from '../../../src-main/data/corruptions/statistics.ts';
import { cifarTable, imagenetTable, tableForSize } from '../../../src-main/data/corruptions/strength-tables.ts';
import { blankImage } from '../../../src-main/data/image.ts';
import type { RgbImage } from '../../../src-main/data/image.ts';
import { allCorruptionNames, severities } from '../../../src-shared/corruptions.ts';
import type { CorruptionName, Severity } from '../../../src-shared/corruptions.ts';
import { smallPhotos } from './test-data.ts';

const options: CorruptOptions = { table: cifarTable, seed: 11, index: 4 };
const isRandom = (name: CorruptionName): boolean =>
  ![
    'defocus_blur',
    'zoom_blur',
    'brightness',
    'contrast',
    'saturate',
    'pixelate',
    'jpeg_compression',
    'gaussian_blur',
  ].includes(name);

async function photo(): Promise<RgbImage> {
  const [first] = await smallPhotos();
  return first!;
}

/** Mean squared difference to the clean images at each severity, over several seeds. */
async function distances(name: CorruptionName): Promise<number[]> {
  const photos = await smallPhotos();
  const result: number[] = [];
  for (const severity of severities) {
    let sum = 0;
    for (const clean of photos) {
      for (let index = 0; index < 8; index++) {
        sum += imageStatistics(await corrupt(clean, name, severity, { ...options, index }), clean).mse;
      }
    }
    result.push(sum);
  }
  return result;
}

describe.each(allCorruptionNames)('%s on images of 32 × 32 pixels', (name) => {
  it('changes the image at every severity and leaves the original as it was', async () => {
    const clean = await photo();
    const copy = clean.data.slice();
    for (const severity of severities) {
      const result = await corrupt(clean, name, severity, options);
      expect([result.width, result.height, result.data.length]).toEqual([32, 32, 32 * 32 * 3]);
      expect(imageStatistics(result, clean).mse).toBeGreaterThan(1);
    }
    expect(clean.data).toEqual(copy);
  });

  it('depends on seed, index and severity alone, not on what else is computed meanwhile', async () => {
    const clean = await photo();
    const alone = await corrupt(clean, name, 3, options);
    await corrupt(clean, name, 5, { ...options, index: 0 });
    const together = await Promise.all([5, 4, 3].map((index) => corrupt(clean, name, 3, { ...options, index })));
    expect(together[1]!.data).toEqual(alone.data);
    // Several, since two directions of motion can be the same on so few pixels.
    const others = [together[0]!, together[2]!];
    for (const seed of [12, 13, 14, 15]) others.push(await corrupt(clean, name, 3, { ...options, seed }));
    const different = others.some((other) => Buffer.compare(other.data, alone.data) !== 0);
    expect(different).toBe(isRandom(name));
  });

  it('works on images that are not square and of other sizes', async () => {
    const image = blankImage(45, 23);
    for (let i = 0; i < image.data.length; i++) image.data[i] = (i * 37) % 251;
    for (const table of [cifarTable, imagenetTable]) {
      const result = await corrupt(image, name, 5, { ...options, table });
      expect([result.width, result.height]).toEqual([45, 23]);
    }
  });
});

describe('the distance to the clean image', () => {
  // Elastic transform trades a large affine part for local displacements; saturate first removes colour, then adds it.
  const growing = allCorruptionNames.filter((name) => name !== 'elastic_transform' && name !== 'saturate');

  it.each(growing)('is larger at severity 5 than at severity 1 for %s', async (name) => {
    const [weakest, , , , strongest] = await distances(name);
    expect(strongest!).toBeGreaterThan(weakest!);
  });

  const steadily = [
    'gaussian_noise',
    'shot_noise',
    'impulse_noise',
    'speckle_noise',
    'defocus_blur',
    'zoom_blur',
    'gaussian_blur',
    'snow',
    'fog',
    'brightness',
    'contrast',
    'pixelate',
    'jpeg_compression',
  ] as const;

  it.each(steadily)('grows with each severity for %s', async (name) => {
    const all = await distances(name);
    expect(all).toEqual([...all].sort((a, b) => a - b));
  });
});

describe('wrong arguments', () => {
  it('are refused with a reason', async () => {
    const clean = await photo();
    await expect(corrupt(clean, 'fog', 6 as Severity, options)).rejects.toThrow(/Severity 6 does not exist/);
    await expect(corrupt(clean, 'fog', 1, { ...options, seed: -1 })).rejects.toThrow(/seed .* non-negative integer/);
    await expect(corrupt(clean, 'fog', 1, { ...options, index: 0.5 })).rejects.toThrow(/index .* non-negative integer/);
  });
});

describe('a black image', () => {
  it.each(allCorruptionNames)('is no obstacle to %s', async (name) => {
    const result = await corrupt(blankImage(32, 32), name, 3, options);
    expect(result.data).toHaveLength(32 * 32 * 3);
  });
});

describe('the table for a size', () => {
  it('is that of CIFAR-10-C for small images and that of ImageNet-C for large ones', () => {
    expect(tableForSize({ width: 32, height: 32 })).toBe(cifarTable);
    expect(tableForSize({ width: 224, height: 224 })).toBe(imagenetTable);
  });
});
