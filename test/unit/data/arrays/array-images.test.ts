import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { Dataset, StreamOptions } from '../../../../src-main/data/dataset.ts';
import { identifyDataset, openDataset } from '../../../../src-main/data/datasets.ts';
import { DatasetPictures } from '../../../../src-main/data/pictures.ts';
import type { Batch, ImageStream } from '../../../../src-main/data/stream.ts';
import type { DatasetConfig } from '../../../../src-shared/run-config.ts';
import { arrayPixels, writeArraySet } from '../../../support/array-set.ts';
import { put } from '../../../support/image-folder.ts';
import { writeNpy } from '../../../support/npy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = temporaryFolder('array-images');
const open: Dataset[] = [];
afterAll(() => Promise.all(open.map((dataset) => dataset.close())));

async function opened(config: DatasetConfig): Promise<Dataset> {
  const dataset = await openDataset(config, { threads: 1 });
  open.push(dataset);
  return dataset;
}

const raw = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255], seed: 1, batchSize: 4, images: null };

async function allOf(stream: ImageStream): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of stream.batches()) batches.push(batch);
  return batches;
}

async function read(dataset: Dataset, options: Pick<StreamOptions, 'shifts' | 'imageSize'>): Promise<Batch[]> {
  return allOf(await dataset.stream({ ...raw, ...options }));
}

/** Pixels as [H, W, 3] bytes of image `place` of a batch. */
function pixelsOf({ images }: Batch, place: number, side: number): number[] {
  const plane = side * side;
  return Array.from({ length: 3 * plane }, (_, i) =>
    Math.round(images[3 * plane * place + (i % 3) * plane + Math.floor(i / 3)]!),
  );
}

const [count, side, classes] = [6, 8, 3];
const root = writeArraySet(join(base, 'set'), { count, side, classes, clean: 'clean' });

/** The same images as PNG files in class folders, in the order of the arrays' labels where they are sorted. */
async function asFolder(shift: string, array: number, first: number, order: readonly number[]): Promise<void> {
  const pixels = arrayPixels(array, first + count, side);
  for (const [place, image] of order.entries()) {
    const row = pixels.subarray((first + image) * side * side * 3, (first + image + 1) * side * side * 3);
    const png = await sharp(row, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toBuffer();
    await put(join(base, 'folder', shift, String(image % classes), `${place}.png`), png);
  }
}

describe('images of arrays', () => {
  it('are those at their place in the file of their corruption', async () => {
    const dataset = await opened({ kind: 'folder', path: root, corrupted: true });
    expect(dataset).toMatchObject({ imageCount: count, classNames: ['0', '1', '2'], framing: 'cropped' });
    for (const [array, corruption] of [
      [1, 'fog'],
      [2, 'snow'],
    ] as const) {
      for (const severity of [1, 3, 5]) {
        const all = arrayPixels(array, 5 * count, side);
        const batches = await read(dataset, { shifts: [{ corruption, severity }], imageSize: side });
        expect(batches.map(({ size }) => size)).toEqual([4, 2]);
        for (const batch of batches) {
          batch.samples.forEach(({ index }, place) => {
            const row = (severity - 1) * count + index;
            const expected = [...all.subarray(row * side * side * 3, (row + 1) * side * side * 3)];
            expect(pixelsOf(batch, place, side)).toEqual(expected);
            expect(batch.labels[place]).toBe(index % classes);
          });
        }
      }
    }
    const [clean] = await read(dataset, { shifts: [{ corruption: 'clean', severity: 0 }], imageSize: side });
    const first = clean!.samples[0]!.index * side * side * 3;
    expect(pixelsOf(clean!, 0, side)).toEqual([
      ...arrayPixels(0, count, side).subarray(first, first + side * side * 3),
    ]);
  });

  it('give the very numbers that files in folders do, resized as well', async () => {
    // Sorted by class, so that both have the same order.
    const order = [0, 3, 1, 4, 2, 5];
    for (const [array, corruption] of [
      [1, 'fog'],
      [2, 'snow'],
    ] as const) {
      for (const severity of [2, 5]) await asFolder(`${corruption}/${severity}`, array, (severity - 1) * count, order);
    }
    const sorted = join(base, 'sorted');
    writeArraySet(sorted, { count, side, classes });
    for (const [array, corruption] of [
      [1, 'fog'],
      [2, 'snow'],
    ] as const) {
      const all = arrayPixels(array, 5 * count, side);
      const rows = Array.from({ length: 5 * count }, (_, row) => Math.floor(row / count) * count + order[row % count]!);
      const pixels = Buffer.concat(rows.map((row) => all.subarray(row * side * side * 3, (row + 1) * side * side * 3)));
      writeNpy(join(sorted, `${corruption}.npy`), pixels, { shape: `(${5 * count}, ${side}, ${side}, 3)` });
    }
    writeNpy(join(sorted, 'labels.npy'), Uint8Array.from([0, 0, 1, 1, 2, 2]), { shape: '(6,)' });
    const [arrays, folder] = await Promise.all([
      opened({ kind: 'folder', path: sorted, corrupted: true }),
      opened({ kind: 'folder', path: join(base, 'folder'), corrupted: true }),
    ]);
    for (const imageSize of [side, 5, 20]) {
      for (const shifts of [[{ corruption: 'fog', severity: 2 }], [{ corruption: 'snow', severity: 5 }]]) {
        const [a, b] = await Promise.all([arrays, folder].map((dataset) => read(dataset, { shifts, imageSize })));
        expect(a!.map(({ images }) => [...images])).toEqual(b!.map(({ images }) => [...images]));
        expect(a!.map(({ labels }) => [...labels])).toEqual(b!.map(({ labels }) => [...labels]));
      }
    }
  });

  it('have corruptions of any name', async () => {
    const path = writeArraySet(join(base, 'waves'), { count, side, classes, corruptions: ['fog', 'salt-waves'] });
    const dataset = await opened({ kind: 'folder', path, corrupted: true });
    const shifts = [{ corruption: 'salt-waves', severity: 2 }];
    expect(() => dataset.requireShifts(shifts)).not.toThrow();
    const [batch] = await read(dataset, { shifts, imageSize: side });
    const row = (count + batch!.samples[0]!.index) * side * side * 3;
    const expected = [...arrayPixels(2, 5 * count, side).subarray(row, row + side * side * 3)];
    expect(pixelsOf(batch!, 0, side)).toEqual(expected);
    expect(() => dataset.requireShifts([{ corruption: 'waves', severity: 2 }])).toThrow('has no images of waves');
    expect(() => dataset.requireShifts([{ corruption: 'salt-waves', severity: 6 }])).toThrow('at severity 6');
  });

  it('are corrupted by the lab where only clean ones are given, and serve as source images, whole', async () => {
    const clean = writeArraySet(join(base, 'clean'), { count, side: 32, classes, corruptions: [], clean: 'images' });
    const dataset = await opened({ kind: 'folder', path: clean, source: clean });
    const [plain] = await read(dataset, { shifts: [{ corruption: 'clean', severity: 0 }], imageSize: 32 });
    const [bright] = await read(dataset, { shifts: [{ corruption: 'brightness', severity: 5 }], imageSize: 32 });
    const mean = ({ images }: Batch): number => images.reduce((sum, value) => sum + value, 0) / images.length;
    expect(mean(bright!)).toBeGreaterThan(mean(plain!) + 20);
    const source = await dataset.sourceImages({ ...raw, imageSize: 32, count: null });
    const [images] = await allOf(source);
    const index = images!.samples[0]!.index * 32 * 32 * 3;
    expect(pixelsOf(images!, 0, 32)).toEqual([...arrayPixels(0, count, 32).subarray(index, index + 32 * 32 * 3)]);
    // Files beside arrays are not cut as photos are, either.
    const files = await opened({
      kind: 'folder',
      path: root,
      corrupted: true,
      source: join(base, 'folder', 'fog', '2'),
    });
    const whole = await allOf(await files.sourceImages({ ...raw, imageSize: side, count: null }));
    const stored = await opened({ kind: 'folder', path: join(base, 'folder'), corrupted: true });
    const fog = await read(stored, { shifts: [{ corruption: 'fog', severity: 2 }], imageSize: side });
    expect(whole.map((batch) => [...batch.images])).toEqual(fog.map((batch) => [...batch.images]));
  });

  it('are identified by labels and pixels, and noticed when a file was written to', async () => {
    const config = { kind: 'folder', path: writeArraySet(join(base, 'known')), corrupted: true } as const;
    const [before, content] = [(await opened(config)).fingerprint, await identifyDataset(config)];
    expect((await opened(config)).fingerprint).toBe(before);
    utimesSync(join(config.path, 'snow.npy'), 1, 1);
    expect((await opened(config)).fingerprint).toBe(before);
    expect(await identifyDataset(config)).not.toBe(content);
    const streams = async (severity: number): Promise<string> =>
      (await (await opened(config)).stream({ ...raw, imageSize: 8, shifts: [{ corruption: 'snow', severity }] }))
        .fingerprint;
    const stream = await streams(1);
    expect(await streams(2)).not.toBe(stream);
    writeNpy(join(config.path, 'snow.npy'), arrayPixels(9, 30, 8), { shape: '(30, 8, 8, 3)' });
    expect(await streams(1)).not.toBe(stream);
    expect((await opened({ ...config })).fingerprint).not.toBe(before);
  });

  it('are shown as pictures, one where it was asked for', async () => {
    const pictures = await DatasetPictures.open({ kind: 'folder', path: root, corrupted: true });
    try {
      const shown = await pictures.show(4, { corruption: 'snow', severity: 5 }, 16);
      expect('png' in shown && (await sharp(shown.png).metadata()).width).toBe(16);
      await expect(pictures.show(4, { corruption: 'frost', severity: 5 }, 16)).rejects.toThrow(
        'has no images of frost',
      );
      expect(await pictures.sample(2, 1, 16)).toHaveLength(2);
    } finally {
      await pictures.close();
    }
  });
});
