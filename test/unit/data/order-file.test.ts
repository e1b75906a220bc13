import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, StreamOptions } from '../../../src-main/data/dataset.ts';
import { openDataset } from '../../../src-main/data/datasets.ts';
import { lengthOf, readOrder, resolveOrder } from '../../../src-main/data/order-file.ts';
import { planSamples } from '../../../src-main/data/samples.ts';
import type { Batch, ImageStream } from '../../../src-main/data/stream.ts';
import { seeded } from '../../../src-shared/random.ts';
import { writeImageFolder } from '../../support/image-folder.ts';
import { writeNpy } from '../../support/npy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('order-file');
const images = { name: 'pets', count: 40, idOf: (index: number) => `class${index % 4}/${index}.png` };
const fog = { corruption: 'fog', severity: 5 };

function npy(name: string, indices: readonly number[], kind: '<i8' | '<f8' = '<i8', shape = `(${indices.length},)`) {
  const numbers = kind === '<i8' ? BigInt64Array.from(indices, BigInt) : Float64Array.from(indices);
  return writeNpy(join(folder, name), numbers, { descr: kind, shape });
}

function text(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const resolved = async (file: string): Promise<number[]> => [...resolveOrder(file, await readOrder(file), images)];

describe('an order file', () => {
  it('is a stream element by element, with repetitions, whatever its form', async () => {
    const random = seeded(3);
    for (let trial = 0; trial < 20; trial++) {
      const order = Array.from({ length: 1 + Math.floor(100 * random()) }, () => Math.floor(40 * random()));
      const lines = order.map((index) => images.idOf(index));
      const files = [
        npy('long.npy', order),
        npy('double.npy', order, '<f8'),
        npy('renamed.bin', order),
        text('list.txt', lines.join('\n')),
        text('windows.txt', `\n${lines.map((line) => `./${line}`).join('\r\n')}\r\n\r\n`),
      ];
      for (const file of files) {
        expect(lengthOf(await readOrder(file))).toBe(order.length);
        const samples = planSamples(40, {
          ...{ shifts: [fog], images: null, seed: trial },
          listed: Int32Array.from(await resolved(file)),
        });
        expect(samples).toEqual(order.map((index) => ({ index, shift: fog })));
      }
    }
  });

  it('gives its first images where fewer are asked for, and says when it has fewer', () => {
    const options = { shifts: [fog], images: 3, seed: 1, listed: Int32Array.of(5, 5, 1, 0) };
    expect(planSamples(40, options).map(({ index }) => index)).toEqual([5, 5, 1]);
    expect(() => planSamples(40, { ...options, images: 5 })).toThrow(
      '5 images are asked for, but the order file lists 4.',
    );
    // More than the dataset has: what is drawn twice counts twice.
    const long = Int32Array.from({ length: 100 }, () => 2);
    expect(planSamples(40, { ...options, images: 80, listed: long })).toHaveLength(80);
  });

  it.each([
    [
      'an index too large',
      () => npy('large.npy', [0, 39, 40]),
      'names image 40 at position 2, but pets has the images 0 to 39.',
    ],
    ['a negative index', () => npy('negative.npy', [3, -1]), 'names image -1 at position 1'],
    ['half an index', () => npy('half.npy', [0, 1.5], '<f8'), 'holds 1.5 at position 1'],
    ['NaN', () => npy('nan.npy', [NaN], '<f8'), 'holds NaN at position 0'],
    ['a table', () => npy('table.npy', [0, 1, 2, 3], '<i8', '(2, 2)'), 'has the shape (2, 2)'],
    ['no index', () => npy('none.npy', []), 'lists no image.'],
    ['an empty list', () => text('empty.txt', ' \n\n'), 'lists no image.'],
    [
      'an unknown path',
      () => text('unknown.txt', 'class0/0.png\n\nclass9/1.png'),
      'names class9/1.png in line 3, which pets does not have.',
    ],
    ['a file cut off', () => npy('short.npy', [1, 2], '<i8', '(3,)'), 'ends before its last number.'],
    ['no array of NumPy', () => text('text.npy', 'class0/0.png and more'), 'is no .npy file.'],
  ] as const)('with %s is refused in one sentence that names it', async (_what, make, message) => {
    const file = make();
    await expect(resolved(file)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(`${file} ${message}`) as string,
    });
  });

  it('in Fortran order, or missing, or a folder, is refused', async () => {
    const head = { descr: '<i8', shape: '(2,)', fortran: true };
    const fortran = writeNpy(join(folder, 'fortran.npy'), BigInt64Array.of(0n, 1n), head);
    await expect(readOrder(fortran)).rejects.toThrow('Fortran order');
    await expect(readOrder(join(folder, 'gone.txt'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(readOrder(join(folder, 'gone.npy'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(readOrder(folder)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a stream of listed images', () => {
  let dataset: Dataset;
  const options: StreamOptions = {
    ...{ imageSize: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    ...{ shifts: [{ corruption: 'clean', severity: 0 }], images: null, seed: 1, batchSize: 4 },
  };
  beforeAll(async () => {
    const root = await writeImageFolder(join(folder, 'images'), ['cat', 'dog', 'owl']);
    dataset = await openDataset({ kind: 'folder', path: root });
  });
  afterAll(() => dataset.close());

  async function read(stream: ImageStream) {
    const batches: Batch[] = [];
    for await (const batch of stream.batches()) batches.push(batch);
    return { labels: batches.flatMap(({ labels }) => [...labels]), images: batches.map((batch) => batch.images) };
  }

  it('shows them in that order, the same by index and by path, and is another one than without', async () => {
    const byIndex = await dataset.stream({ ...options, orderFile: npy('six.npy', [5, 0, 0, 2, 3]) });
    const paths = 'owl/1.png\ncat/0.png\ncat/0.png\ndog/0.png\ndog/1.png\n';
    const byPath = await dataset.stream({ ...options, orderFile: text('six.txt', paths) });
    expect(byPath.fingerprint).toBe(byIndex.fingerprint);
    const shown = await read(byIndex);
    expect(shown.labels).toEqual([2, 0, 0, 1, 1]);
    expect(await read(byPath)).toEqual(shown);
    const pixels = 3 * 32 * 32;
    const [first] = shown.images;
    expect(first!.slice(pixels, 2 * pixels)).toEqual(first!.slice(2 * pixels, 3 * pixels));
    const other = await dataset.stream({ ...options, orderFile: npy('other.npy', [5, 0, 0, 3, 2]) });
    expect(new Set([other, byIndex, await dataset.stream(options)].map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });
});
