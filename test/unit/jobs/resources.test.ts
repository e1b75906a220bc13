import { utimes } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it, vi } from 'vitest';
import type { Dataset } from '../../../src-main/data/dataset.ts';
import { Resources } from '../../../src-main/jobs/resources.ts';
import { put } from '../../support/image-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// Threads start slowly where many tests share few cores.
vi.setConfig({ testTimeout: 120_000 });

const root = temporaryFolder('resources');
const resources = new Resources({ cacheFolder: path.join(root, 'cache') });
afterAll(() => resources.dispose());

const longAgo = new Date(2020, 1, 1);

/** An image of one shade: whatever the shade, its file has the same size, and here the same time. */
async function paint(folder: string, shade: number): Promise<void> {
  for (const name of ['cat/1.png', 'dog/1.png']) {
    const create = { width: 32, height: 32, channels: 3, background: { r: shade, g: shade, b: shade } } as const;
    const file = path.join(folder, name);
    await put(file, await sharp({ create }).png({ compressionLevel: 0 }).toBuffer());
    await utimes(file, longAgo, longAgo);
  }
}

/** First value of the first image, as it is in the file. */
async function shadeOf(dataset: Dataset): Promise<number> {
  const shifts = [{ corruption: 'clean', severity: 0 }];
  const normalisation = { mean: [0, 0, 0], std: [1, 1, 1] };
  const stream = await dataset.stream({ shifts, images: null, seed: 1, batchSize: 2, imageSize: 32, ...normalisation });
  for await (const { images } of stream.batches()) return Math.round(255 * images[0]!);
  return NaN;
}

const open = (folder: string): Promise<Dataset> => resources.dataset({ kind: 'folder', path: folder });

it('keeps prepared images of folders apart that have the same names, sizes and times', async () => {
  const [dark, light] = [path.join(root, 'dark'), path.join(root, 'light')];
  await paint(dark, 10);
  await paint(light, 200);
  expect(await shadeOf(await open(dark))).toBe(10);
  expect(await shadeOf(await open(light))).toBe(200);
});

it('opens a folder anew once an image was replaced, and forgets the statistics of its source images', async () => {
  const folder = path.join(root, 'changing');
  await paint(folder, 30);
  expect(await shadeOf(await open(folder))).toBe(30);
  const statistics = { std: null as never, mean: null as never };
  const compute = vi.fn(() => Promise.resolve(statistics));
  await resources.sourceStatistics('key', compute);
  await open(folder);
  await resources.sourceStatistics('key', compute);
  expect(compute).toHaveBeenCalledOnce();
  await paint(folder, 90);
  expect(await shadeOf(await open(folder))).toBe(90);
  await resources.sourceStatistics('key', compute);
  expect(compute).toHaveBeenCalledTimes(2);
});
