import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset, openImages } from '../../../../src-main/data/datasets.ts';
import { countImages } from '../../../../src-main/data/count-images.ts';
import { listStoredShifts } from '../../../../src-main/data/folder/corrupted.ts';
import { inspectFolder } from '../../../../src-main/data/folder/inspect.ts';
import { listFolder } from '../../../../src-main/data/folder/scan.ts';
import { imagenetClasses } from '../../../../src-main/data/imagenet/classes.ts';
import type { Batch } from '../../../../src-main/data/stream.ts';
import type { DatasetConfig } from '../../../../src-shared/run-config.ts';
import { shiftName, shiftOf } from '../../../../src-shared/runs/streams.ts';
import { plainPng, put } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = temporaryFolder('folder-forms');
const png = await plainPng(1, 8);
const preprocessing = { imageSize: 8, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

async function write(name: string, ...paths: string[]): Promise<string> {
  for (const path of paths) await put(join(base, name, path), png);
  return join(base, name);
}

const folder = (path: string, rest: Partial<Extract<DatasetConfig, { kind: 'folder' }>> = {}): DatasetConfig => ({
  kind: 'folder',
  path,
  ...rest,
});

async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const found: Batch[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}

/** Path and class of all images in their order. */
async function listed(config: DatasetConfig): Promise<[path: string, className: string][]> {
  const { count, idOf, labelOf, classNames } = await openImages(config);
  return Array.from({ length: count }, (_, index) => [idOf(index), classNames[labelOf(index)]!]);
}

describe('the order of files', () => {
  it('is that of the paths in UTF-8, byte by byte, whatever the order of the classes', async () => {
    const names = ['a/1.png', 'a/10.png', 'a/2.png', 'a/B.png', 'a/é.png', 'a/z.png', 'a/😀.png', 'a/ﬀ.png'];
    const root = await write(
      'order',
      ...names,
      'a-b/0.png',
      'A/0.png',
      'b/0.png',
      'a b/0.png',
      'é/0.png',
      '10/0.png',
      '9/0.png',
    );
    const { paths, labels, classNames } = await listFolder(root);
    const bytes = paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(paths).toEqual(bytes);
    expect(paths.indexOf('a-b/0.png')).toBeLessThan(paths.indexOf('a/1.png'));
    expect(paths.indexOf('a/ﬀ.png')).toBeLessThan(paths.indexOf('a/😀.png'));
    expect(classNames.indexOf('a')).toBeLessThan(classNames.indexOf('a-b'));
    expect(paths.map((_, i) => classNames[labels[i]!])).toEqual(paths.map((path) => path.split('/')[0]));
  });

  it('goes over several domains as over one folder', async () => {
    const root = await write(
      'domain-order',
      ...['b', 'a-b', 'a', 'A'].flatMap((name) => [`${name}/cat/1.png`, `${name}/dog/1.png`]),
    );
    const paths = (await listed(folder(root, { domains: true }))).map(([path]) => path);
    expect(paths).toEqual(paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(paths).toHaveLength(8);
  });
});

describe('ImageNet-V2', () => {
  it('has the classes of its numbers, whichever of them are there', async () => {
    const labels = [0, 2, 10, 100, 999];
    const root = await write('imagenetv2-top-images-format-val', ...labels.map((label) => `${label}/x.jpeg`));
    const found = await listed(folder(root, { benchmark: 'imagenet-v2' }));
    expect(found.map(([path]) => path)).toEqual(['0/x.jpeg', '10/x.jpeg', '100/x.jpeg', '2/x.jpeg', '999/x.jpeg']);
    expect(found).toEqual(found.map(([path]) => [path, imagenetClasses()[Number(path.split('/')[0])]!.wnid]));
    expect(await countImages(folder(root, { benchmark: 'imagenet-v2' }))).toMatchObject({ images: 5, notices: [] });
    const report = await inspectFolder(root);
    expect(report).toMatchObject({ usable: true, benchmark: 'imagenet-v2' });
    expect(report.recognised?.reason).toContain('TopImages');
    expect(report.classes[2]).toEqual({ name: '10', title: 'brambling', images: 1 });
    expect(report.findings.map(({ message }) => message).join(' ')).not.toContain('numbers with gaps');
  });

  it.each([
    ['imagenetv2-matched-frequency-format-val', 'MatchedFrequency'],
    ['imagenetv2-threshold0.7-format-val', 'Threshold0.7'],
    ['ImageNetV2-TopImages', 'TopImages'],
  ])('is recognised by the name of a variant: %s', async (name, variant) => {
    const root = await write(name, '0/x.jpeg', '7/x.jpeg');
    expect((await inspectFolder(root)).recognised).toEqual({
      benchmark: 'imagenet-v2',
      reason: `the folder is called ${name}, its variant ${variant}`,
    });
  });

  it('is seen above its variants, which are then domains', async () => {
    const names = ['matched-frequency', 'threshold0.7', 'top-images'];
    const root = await write(
      'variants',
      ...names.flatMap((name) => [0, 12].map((label) => `imagenetv2-${name}-format-val/${label}/${name}.jpeg`)),
    );
    const report = await inspectFolder(root);
    expect(report).toMatchObject({ usable: true, domains: true, benchmark: 'imagenet-v2', images: 6 });
    expect(report.findings.map(({ message }) => message)).toContain(
      'A subset: 6 of 30,000 images of ImageNet-V2 are there.',
    );
    const { classNames, labelOf } = await openImages(folder(root, { domains: true, benchmark: 'imagenet-v2' }));
    expect([classNames.length, labelOf(0), labelOf(1)]).toEqual([1000, 0, 12]);
  });

  it('is not seen in other folders that are numbers', async () => {
    expect((await inspectFolder(await write('digits', '0/x.png', '1/x.png'))).recognised).toBeNull();
  });
});

describe('shifts of any name', () => {
  const names = ['blue_noise/2', 'blue_noise/10', 'checkerboard/2', 'fog/5'];

  it('are those of the folders, with severities or without', async () => {
    const root = await write(
      'free',
      ...[...names, 'Real World', 'deep/l5/param_1'].flatMap((shift) => [`${shift}/cat/1.png`, `${shift}/dog/1.png`]),
      'notes/readme.txt',
    );
    const stored = await listStoredShifts(root);
    expect(stored.map(shiftName)).toEqual([
      'fog/5',
      'Real World',
      'blue_noise/2',
      'blue_noise/10',
      'checkerboard/2',
      'deep/l5/param_1',
    ]);
    expect(stored.map((shift) => shiftOf(shiftName(shift)))).toEqual(stored);
    const dataset = await openDataset(folder(root, { corrupted: true }), { threads: 1 });
    for (const shift of stored) {
      const stream = await dataset.stream({ ...preprocessing, shifts: [shift], images: null, seed: 1, batchSize: 4 });
      const batches = await collect(stream.batches());
      expect([stream.name, batches.map(({ size }) => size), stream.skipped]).toEqual([shiftName(shift), [2], []]);
    }
    expect(() => dataset.requireShifts([{ corruption: 'blue_noise', severity: 1 }])).toThrow(
      `${root} has no images of blue_noise at severity 1.`,
    );
    expect(() => dataset.requireShifts([{ corruption: '../free/fog', severity: 5 }])).toThrow(
      'has no images of ../free/fog',
    );
    await dataset.close();
    expect((await inspectFolder(root)).stored).toEqual(stored);
  });

  it('are recognised by their classes, and distinguished from datasets side by side', async () => {
    const shifts = await write(
      'bar',
      ...['blue/1', 'blue/3', 'sparkles/1', 'sparkles/3'].flatMap((shift) => [
        `${shift}/cat/1.png`,
        `${shift}/dog/1.png`,
      ]),
    );
    const report = await inspectFolder(shifts);
    expect(report).toMatchObject({ usable: true, domains: false, images: 2, perShift: {} });
    expect(report.stored).toHaveLength(4);
    expect(report.findings[0]!.message).toBe(
      "The same images under each of 2 shifts of other names than ImageNet-C's, blue, sparkles; severities 1, 3.",
    );
    expect(await inspectFolder(join(shifts, 'blue'))).toMatchObject({ usable: false, suggestions: [shifts] });
    const beside = await write('beside', 'pets/cat/1.png', 'pets/dog/1.png', 'cars/bmw/1.png', 'cars/fiat/1.png');
    expect(await inspectFolder(beside)).toMatchObject({ usable: false, stored: [] });
    const splits = await write('splits', 'train/cat/1.png', 'train/dog/1.png', 'val/cat/2.png', 'val/dog/2.png');
    expect(await inspectFolder(splits)).toMatchObject({ usable: false, stored: [] });
    expect(await inspectFolder(splits, { domains: true })).toMatchObject({ usable: true, domains: true });
  });
});

describe('a set of domains', () => {
  const photos = ['cat/p1.png', 'cat/p2.png', 'dog/p3.png'];
  const sketches = ['cat/s1.png', 'dog/s2.png'];
  const inDomain = (name: string, paths: readonly string[]): string[] => paths.map((path) => `${name}/${path}`);

  it('has images of its own in each domain', async () => {
    const root = await write('domains', ...inDomain('photo', photos), ...inDomain('sketch', sketches));
    const config = folder(root, { domains: true });
    const report = await inspectFolder(root);
    expect(report).toMatchObject({ usable: true, domains: true, images: 5, perShift: { photo: 3, sketch: 2 } });
    expect(report.classes).toEqual([
      { name: 'cat', images: 3 },
      { name: 'dog', images: 2 },
    ]);
    expect(report.findings[0]!.message).toBe('2 domains with images of their own: photo (3), sketch (2).');
    const counted = await countImages(config);
    expect([counted.images, [...counted.perShift!]]).toEqual([
      5,
      [
        ['photo', 3],
        ['sketch', 2],
      ],
    ]);

    const dataset = await openDataset(config, { threads: 1 });
    const [photo, sketch] = [shiftOf('photo'), shiftOf('sketch')];
    const stream = async (shifts: readonly (typeof photo)[], images: number | null = null) =>
      dataset.stream({ ...preprocessing, shifts, images, seed: 3, batchSize: 8 });
    const indices = async (shifts: readonly (typeof photo)[], images: number | null = null): Promise<number[]> =>
      (await collect((await stream(shifts, images)).batches())).flatMap(({ samples }) =>
        samples.map(({ index }) => index),
      );
    expect((await indices([photo])).sort()).toEqual([0, 1, 2]);
    expect((await indices([sketch])).sort()).toEqual([3, 4]);
    expect((await indices([photo, sketch])).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(await indices([photo], 2)).toHaveLength(2);
    await expect(stream([sketch, photo], 3)).rejects.toThrow('3 images are asked for, but sketch has 2.');
    await expect(stream([{ corruption: 'clipart', severity: 0 }])).rejects.toThrow('has no images of clipart');
    await dataset.close();
  });

  it('takes of an order file what is its own', async () => {
    const root = await write('ordered', ...inDomain('photo', photos), ...inDomain('sketch', sketches));
    const orderFile = join(base, 'order.txt');
    await put(orderFile, 'sketch/dog/s2.png\nphoto/dog/p3.png\nsketch/cat/s1.png\nsketch/dog/s2.png\n');
    const dataset = await openDataset(folder(root, { domains: true }), { threads: 1 });
    const stream = await dataset.stream({
      ...preprocessing,
      shifts: [shiftOf('sketch')],
      images: null,
      seed: 3,
      batchSize: 8,
      orderFile,
    });
    const [batch] = await collect(stream.batches());
    expect(batch!.samples.map(({ index }) => index)).toEqual([4, 3, 4]);
    expect([...batch!.labels]).toEqual([1, 0, 1]);
    await dataset.close();
  });

  it('names the domain that has other classes, and which', async () => {
    const root = await write(
      'odd',
      ...inDomain('art', photos),
      ...inDomain('photo', photos),
      ...inDomain('sketch', ['cat/1.png', 'emu/2.png']),
    );
    const sentence = 'The domain sketch has other classes than art: it lacks dog and has emu besides.';
    await expect(openImages(folder(root, { domains: true }))).rejects.toMatchObject({
      code: 'bad-input',
      message: `In ${root}: ${sentence}`,
    });
    await expect(countImages(folder(root, { domains: true }))).rejects.toThrow(sentence);
    const report = await inspectFolder(root, { domains: true });
    expect([report.usable, report.findings[0]!.message]).toEqual([false, sentence]);
  });
});
