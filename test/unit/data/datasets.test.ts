import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Dataset, StreamOptions } from '../../../src-main/data/dataset.ts';
import { openDataset } from '../../../src-main/data/datasets.ts';
import type { Batch, ImageStream } from '../../../src-main/data/stream.ts';

// Threads start slowly where many tests share few cores.
vi.setConfig({ testTimeout: 120_000 });

const preprocessing = { imageSize: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const noise = { corruption: 'gaussian_noise', severity: 5 };
const clean = { corruption: 'clean', severity: 0 };
const options: StreamOptions = { ...preprocessing, shifts: [noise], images: 50, seed: 2020, batchSize: 16 };

async function read(stream: ImageStream, first?: number): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of stream.batches(first)) batches.push(batch);
  return batches;
}

describe('the quick-start dataset', () => {
  let dataset: Dataset;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dataset-'));
    dataset = await openDataset({ kind: 'quickstart', split: 'validation' }, { cacheFolder: join(folder, 'cache') });
  });
  afterAll(async () => {
    await dataset.close();
    await rm(folder, { recursive: true });
  });

  it('offers its images and classes', () => {
    expect(dataset).toMatchObject({ name: 'quickstart/validation', imageCount: 2000 });
    expect(dataset.classNames).toHaveLength(10);
  });

  it('streams batches in order, the last one smaller', async () => {
    const stream = await dataset.stream(options);
    expect(stream).toMatchObject({ name: 'gaussian_noise/5', batchSize: 16, batchCount: 4, imageCount: 50 });
    const batches = await read(stream);
    expect(batches.map(({ index, size }) => [index, size])).toEqual([
      [0, 16],
      [1, 16],
      [2, 16],
      [3, 2],
    ]);
    for (const { images, labels, size } of batches) {
      expect(images).toHaveLength(size * 3 * 32 * 32);
      expect(labels).toHaveLength(size);
      expect(images.every((value) => value >= -1 && value <= 1)).toBe(true);
    }
  });

  it('repeats itself whatever the threads and whether images were kept or not', async () => {
    const batches = await read(await dataset.stream(options));
    const other = await openDataset({ kind: 'quickstart', split: 'validation' }, { threads: 2 });
    const stream = await other.stream(options);
    expect(await read(stream)).toEqual(batches);
    expect(await read(stream)).toEqual(batches);
    expect(stream.fingerprint).toBe((await dataset.stream(options)).fingerprint);
    await other.close();
    const third = await openDataset(
      { kind: 'quickstart', split: 'validation' },
      { cacheFolder: join(folder, 'cache') },
    );
    expect(await readdir(join(folder, 'cache'))).toHaveLength(1);
    expect(await read(await third.stream(options))).toEqual(batches);
    await third.close();
  });

  it('goes on at any batch', async () => {
    const batches = await read(await dataset.stream(options));
    expect(await read(await dataset.stream(options), 2)).toEqual(batches.slice(2));
    expect(await read(await dataset.stream(options), 4)).toEqual([]);
  });

  it('survives a reader that stops early', async () => {
    const stream = await dataset.stream({ ...options, shifts: [{ corruption: 'contrast', severity: 2 }] });
    for await (const batch of stream.batches()) {
      expect(batch.index).toBe(0);
      break;
    }
    expect(await read(stream)).toHaveLength(4);
  });

  it('mixes shifts', async () => {
    const stream = await dataset.stream({ ...options, shifts: [noise, clean], images: 8 });
    expect(stream).toMatchObject({ name: 'mixed', imageCount: 16, batchCount: 1 });
    const [mixed] = await read(stream);
    const separate = (
      await Promise.all(
        [noise, clean].map(async (shift) => read(await dataset.stream({ ...options, shifts: [shift], images: 8 }))),
      )
    ).flat();
    const sum = (batches: readonly Batch[]): number =>
      batches.reduce((total, { images }) => total + images.reduce((part, value) => part + value, 0), 0);
    expect(sum([mixed!])).toBeCloseTo(sum(separate), 1);
  });

  it('takes source images from the training images', async () => {
    const stream = await dataset.sourceImages({ ...preprocessing, count: 64, seed: 1, batchSize: 64 });
    const train = await openDataset({ kind: 'quickstart', split: 'train' });
    const same = await train.stream({ ...options, shifts: [clean], images: 64, seed: 1, batchSize: 64 });
    expect(stream.imageCount).toBe(64);
    expect(stream.name).toBe('source');
    expect((await read(stream))[0]).toEqual((await read(same))[0]);
    await train.close();
  });

  it('refuses what it does not have, in one sentence', async () => {
    await expect(dataset.stream({ ...options, images: 2001 })).rejects.toThrow('2001 images are asked for');
    await expect(dataset.stream({ ...options, shifts: [{ corruption: 'rain', severity: 5 }] })).rejects.toThrow('rain');
    await expect(dataset.stream({ ...options, imageSize: 224 })).rejects.toThrow('have 32×32 pixels');
    await expect(dataset.stream({ ...options, batchSize: 0 })).rejects.toThrow('batch size');
    await expect(
      openDataset({ kind: 'quickstart', split: 'test' }, { quickstartFolder: folder }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('an image folder', () => {
  let root: string;
  let dataset: Dataset;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'folder-'));
    for (const [label, name] of ['apple', 'pear'].entries()) {
      await mkdir(join(root, 'test', name), { recursive: true });
      for (let i = 0; i < 5; i++) {
        const create = {
          width: 50 + i,
          height: 45,
          channels: 3,
          background: { r: 40 * i, g: 200 * label, b: 90 },
        } as const;
        await sharp({ create })
          .png()
          .toFile(join(root, 'test', name, `${i}.png`));
      }
    }
    await writeFile(join(root, 'test/apple/broken.jpg'), 'no image');
    await cp(join(root, 'test'), join(root, 'source'), { recursive: true });
    dataset = await openDataset({ kind: 'folder', path: join(root, 'test') });
  });
  afterAll(async () => {
    await dataset.close();
    await rm(root, { recursive: true });
  });

  const all = { ...options, shifts: [clean], images: null, batchSize: 4 };

  it('skips a broken image, counts and names it', async () => {
    const stream = await dataset.stream(all);
    expect(stream.batchCount).toBe(3);
    const batches = await read(stream);
    expect(batches.reduce((sum, { size }) => sum + size, 0)).toBe(10);
    expect(stream.imageCount).toBe(10);
    expect(stream.skipped).toHaveLength(1);
    expect(stream.skipped[0]).toMatchObject({ path: 'apple/broken.jpg' });
    expect(stream.skipped[0]!.reason).not.toBe('');
    await read(stream);
    expect(stream.skipped).toHaveLength(1);
  });

  it('leaves out a batch without any readable image', async () => {
    const batches = await read(await dataset.stream({ ...all, batchSize: 1 }));
    expect(batches).toHaveLength(10);
    expect(batches.every(({ size }) => size === 1)).toBe(true);
  });

  it('labels images by their class', async () => {
    for (const { images, labels, size } of await read(await dataset.stream(all))) {
      for (let i = 0; i < size; i++) {
        const green = images[i * 3072 + 1024]!;
        expect(green > 0).toBe(labels[i] === 1);
      }
    }
  });

  it('corrupts and keeps images at the size asked for', async () => {
    const stream = await dataset.stream({ ...all, imageSize: 40, shifts: [noise] });
    expect((await read(stream))[0]!.images).toHaveLength(4 * 3 * 40 * 40);
  });

  it('has clean images of its own, or those of its source folder where their classes are the same', async () => {
    const count = (options: object) => ({ ...preprocessing, count: 4, seed: 1, batchSize: 4, ...options });
    const own = await dataset.cleanImages(count({}));
    const shown = await dataset.stream({ ...count({}), shifts: [{ corruption: 'clean', severity: 0 }], images: 4 });
    expect(own.fingerprint).toBe(shown.fingerprint);
    const both = await openDataset({ kind: 'folder', path: join(root, 'test'), source: join(root, 'source') });
    const [batch] = await read(await both.cleanImages(count({ count: null, batchSize: 20 })));
    expect(batch!.samples.every(({ shift }) => shift.severity === 0)).toBe(true);
    await cp(join(root, 'source'), join(root, 'other'), { recursive: true });
    const [gone] = await readdir(join(root, 'other'));
    await rm(join(root, 'other', gone!), { recursive: true });
    const other = await openDataset({ kind: 'folder', path: join(root, 'test'), source: join(root, 'other') });
    await expect(other.cleanImages(count({}))).rejects.toThrow('are of other classes than');
    for (const opened of [both, other]) await opened.close();
  });

  it('has source images only where a folder of them is given', async () => {
    const ask = { ...preprocessing, count: null, seed: 1, batchSize: 16 };
    await expect(dataset.sourceImages(ask)).rejects.toThrow('no clean images for source statistics');
    const both = await openDataset({ kind: 'folder', path: join(root, 'test'), source: join(root, 'source') });
    expect((await read(await both.sourceImages(ask)))[0]!.size).toBe(10);
    await both.close();
  });
});
