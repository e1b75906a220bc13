import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { countImages } from '../../../../src-main/data/count-images.ts';
import type { Dataset } from '../../../../src-main/data/dataset.ts';
import { openDataset } from '../../../../src-main/data/datasets.ts';
import { benchmarkClasses, classMask } from '../../../../src-main/data/imagenet/classes.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder('imagenet');
const imagenetC = path.join(folder, 'c');
const imagenetR = path.join(folder, 'r');
const preprocessing = { imageSize: 16, mean: [0, 0, 0], std: [1, 1, 1] };
const wnids = benchmarkClasses('imagenet-c');

/** A picture of one grey value, which says which one it is. */
async function paint(file: string, grey: number, size = 16): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const background = { r: grey, g: grey, b: grey };
  await sharp({ create: { width: size, height: size, channels: 3, background } })
    .png()
    .toFile(file);
}

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true });
  for (const [place, [corruption, severity]] of [
    ['fog', 5],
    ['fog', 3],
    ['snow', 5],
  ].entries()) {
    for (const label of [7, 999]) {
      const file = path.join(imagenetC, String(corruption), String(severity), wnids[label]!, 'a.png');
      await paint(file, 10 * (place + 1) + (label === 7 ? 0 : 1));
    }
  }
  for (const label of [0, 199]) {
    await paint(path.join(imagenetR, benchmarkClasses('imagenet-r')[label]!, 'a.png'), label, 40);
  }
});

async function read(dataset: Dataset, corruption: string, severity: number): Promise<Map<number, number>> {
  const shifts = [{ corruption, severity }];
  const stream = await dataset.stream({ ...preprocessing, shifts, images: null, seed: 1, batchSize: 8 });
  const found = new Map<number, number>();
  for await (const { labels, images, size } of stream.batches()) {
    for (let i = 0; i < size; i++) found.set(labels[i]!, Math.round(255 * images[(i * images.length) / size]!));
  }
  await dataset.close();
  return found;
}

const openC = () => openDataset({ kind: 'folder', path: imagenetC, benchmark: 'imagenet-c', corrupted: true });

describe('a folder of corrupted images', () => {
  it('gives the stored image of each shift, with labels among the 1,000 classes', async () => {
    expect(await read(await openC(), 'fog', 5)).toEqual(
      new Map([
        [7, 10],
        [999, 11],
      ]),
    );
    expect(await read(await openC(), 'fog', 3)).toEqual(
      new Map([
        [7, 20],
        [999, 21],
      ]),
    );
    expect(await read(await openC(), 'snow', 5)).toEqual(
      new Map([
        [7, 30],
        [999, 31],
      ]),
    );
  });

  it('names each shift by its own files', async () => {
    const dataset = await openC();
    const options = { ...preprocessing, images: null, seed: 1, batchSize: 8 };
    const [fog, snow] = await Promise.all(
      ['fog', 'snow'].map((corruption) => dataset.stream({ ...options, shifts: [{ corruption, severity: 5 }] })),
    );
    expect(fog!.fingerprint).not.toBe(snow!.fingerprint);
    await dataset.close();
  });

  it('says which corruption or severity is missing, and what there is', async () => {
    await expect(read(await openC(), 'frost', 5)).rejects.toMatchObject({
      message: `${imagenetC} has no images of frost.`,
      hint: 'It has: snow, fog.',
    });
    await expect(read(await openC(), 'snow', 4)).rejects.toMatchObject({
      message: `${imagenetC} has no images of snow at severity 4.`,
      hint: 'It has severity 5.',
    });
  });

  it('names all that is missing before anything is read', async () => {
    const dataset = await openC();
    const shifts = ['fog', 'frost', 'snow', 'contrast'].map((corruption) => ({ corruption, severity: 5 }));
    const attempt = (): void => dataset.requireShifts([...shifts, { corruption: 'fog', severity: 1 }]);
    expect(attempt).toThrow(`${imagenetC} has no images of frost, contrast, fog/1.`);
    expect(() => dataset.requireShifts([shifts[0]!, shifts[2]!])).not.toThrow();
    expect(() => dataset.requireShifts([{ corruption: 'clean', severity: 0 }])).toThrow('no clean images');
    expect(() => dataset.requireShifts([{ corruption: 'rain', severity: 5 }])).toThrow('has no images of rain');
    await dataset.close();
  });

  it('refuses a shift that holds none of the images, and says which images one lacks', async () => {
    const damaged = path.join(folder, 'damaged');
    await cp(imagenetC, damaged, { recursive: true });
    await rm(path.join(damaged, 'fog', '3'), { recursive: true });
    await mkdir(path.join(damaged, 'fog', '3'));
    await rm(path.join(damaged, 'fog', '5', wnids[7]!, 'a.png'));
    const dataset = await openDataset({ kind: 'folder', path: damaged, benchmark: 'imagenet-c', corrupted: true });
    const stream = (severity: number) =>
      dataset.stream({
        ...preprocessing,
        shifts: [{ corruption: 'fog', severity }],
        images: null,
        seed: 1,
        batchSize: 8,
      });
    await expect(stream(3)).rejects.toMatchObject({
      code: 'bad-input',
      message: `${path.join(damaged, 'fog', '3')} holds none of the images that snow/5 holds.`,
    });
    const fog = await stream(5);
    const labels: number[] = [];
    for await (const batch of fog.batches()) labels.push(...batch.labels);
    expect(labels).toEqual([999]);
    expect(fog.skipped.map((image) => image.path)).toEqual([`${wnids[7]!}/a.png`]);
    await dataset.close();
  });

  it('is opened by the first shift that holds images', async () => {
    const gaps = path.join(folder, 'gaps');
    await cp(path.join(imagenetC, 'fog'), path.join(gaps, 'fog'), { recursive: true });
    await mkdir(path.join(gaps, 'snow', '5'), { recursive: true });
    const config = { kind: 'folder', path: gaps, benchmark: 'imagenet-c', corrupted: true } as const;
    const dataset = await openDataset(config);
    expect(dataset.imageCount).toBe(2);
    await dataset.close();
    expect(await countImages(config)).toMatchObject({ name: gaps, images: 2, empty: [] });
  });

  it('must have folders of corruptions', async () => {
    await expect(openDataset({ kind: 'folder', path: imagenetR, corrupted: true })).rejects.toThrow(
      'has no folder of a shift',
    );
  });
});

describe('a folder whose images change during a run', () => {
  it('gives the rest of them, and says which is gone', async () => {
    const root = path.join(folder, 'vanishing');
    for (let i = 0; i < 4; i++) await paint(path.join(root, 'cat', `${i}.png`), 50 * i);
    const dataset = await openDataset({ kind: 'folder', path: root });
    const shifts = [{ corruption: 'clean', severity: 0 }];
    const stream = await dataset.stream({ ...preprocessing, shifts, images: null, seed: 1, batchSize: 4 });
    await rm(path.join(root, 'cat', '2.png'));
    let images = 0;
    for await (const { size } of stream.batches()) images += size;
    expect(images).toBe(3);
    expect(stream.skipped).toMatchObject([{ path: 'cat/2.png' }]);
    await dataset.close();
  });
});

describe('a folder of ImageNet-R', () => {
  it('notifies runs of folders that are none of its classes', async () => {
    const renamed = path.join(folder, 'renamed');
    await cp(imagenetR, renamed, { recursive: true });
    await paint(path.join(renamed, 'n99999999', 'a.png'), 3, 40);
    const notices: (readonly string[])[] = [];
    for (const root of [imagenetR, renamed]) {
      const dataset = await openDataset({ kind: 'folder', path: root, benchmark: 'imagenet-r' });
      const shifts = [{ corruption: 'clean', severity: 0 }];
      notices.push((await dataset.stream({ ...preprocessing, shifts, images: null, seed: 1, batchSize: 8 })).notices);
      await dataset.close();
    }
    expect(notices).toEqual([[], [`In ${renamed}, 1 folder is no class of the benchmark and left out: n99999999.`]]);
  });

  it('has labels among the 1,000 classes, of which the class mask keeps its 200', async () => {
    const dataset = await openDataset({ kind: 'folder', path: imagenetR, benchmark: 'imagenet-r' });
    const mask = classMask('imagenet-r');
    expect([...(await read(dataset, 'clean', 0)).keys()].sort((a, b) => a - b)).toEqual([mask[0], mask[199]]);
    expect(dataset.classNames).toEqual(wnids);
  });
});
