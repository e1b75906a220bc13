import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../../src-main/data/datasets.ts';
import { corruptImages } from '../../../src-main/verify/corrupt-images.ts';
import { plainPng, put } from '../../support/image-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('corrupt');
const photos = path.join(root, 'photos');
const side = 48;

beforeAll(async () => {
  mkdirSync(path.join(photos, 'cats'), { recursive: true });
  const data = Uint8Array.from({ length: 3 * side * side }, (_, i) => (i * 7) % 256);
  const image = sharp(data, { raw: { width: side, height: side, channels: 3 } });
  await image
    .clone()
    .png()
    .toFile(path.join(photos, 'cats', 'one.png'));
  await image.clone().jpeg().toFile(path.join(photos, 'two.jpg'));
  writeFileSync(path.join(photos, 'broken.png'), 'no image');
});

const request = { source: photos, corruptions: ['fog', 'contrast'], severities: [1, 5], seed: 1 };

async function pixels(file: string): Promise<Buffer> {
  return sharp(file).raw().toBuffer();
}

describe('corruptImages', () => {
  it('writes a folder in the layout of ImageNet-C, names what it can not read, and repeats itself', async () => {
    const out = path.join(root, 'a');
    const { written, skipped } = await corruptImages({ ...request, out });
    expect(written).toHaveLength(8);
    expect(skipped.map(({ path: file }) => path.basename(file))).toEqual(['broken.png']);
    expect(readdirSync(path.join(out, 'fog', '5', 'cats'))).toEqual(['one.png']);
    const again = await corruptImages({ ...request, out: path.join(root, 'b') });
    for (const [i, file] of written.entries()) {
      expect(await pixels(again.written[i]!)).toEqual(await pixels(file));
    }
  });

  it('corrupts more the more severe', async () => {
    const { written } = await corruptImages({ ...request, corruptions: ['contrast'], out: path.join(root, 'c') });
    const spread = async (file: string) => (await sharp(file).stats()).channels[0]!.stdev;
    const [weak, strong] = written.filter((file) => file.endsWith('one.png'));
    expect(await spread(strong!)).toBeLessThan(0.5 * (await spread(weak!)));
  });

  it('takes a single image, and resizes on request', async () => {
    const source = path.join(photos, 'two.jpg');
    const { written } = await corruptImages({ ...request, source, size: 32, out: path.join(root, 'd') });
    expect(written[0]).toBe(path.join(root, 'd', 'fog', '1', 'two.png'));
    expect(await sharp(written[0]).metadata()).toMatchObject({ width: 32, height: 32 });
  });

  it('gives images of one name different names, and counts what is there', async () => {
    const source = path.join(root, 'alike');
    for (const name of ['photo.jpg', 'photo.png', 'Photo.webp', 'other.png']) {
      await put(path.join(source, name), await plainPng(name.length));
    }
    const out = path.join(root, 'f');
    const { written } = await corruptImages({ ...request, source, out, severities: [1] });
    expect(readdirSync(path.join(out, 'fog', '1')).sort()).toEqual([
      'Photo.webp.png',
      'other.png',
      'photo.jpg.png',
      'photo.png.png',
    ]);
    expect(written).toHaveLength(8);
  });

  it('writes nothing over without being asked to, and changes nothing before', async () => {
    const out = path.join(root, 'g');
    const source = path.join(photos, 'two.jpg');
    const there = path.join(out, 'contrast', '1', 'two.png');
    await put(there, 'mine');
    const refused = { code: 'bad-input', message: `${there} already exists.` };
    await expect(corruptImages({ ...request, source, out })).rejects.toMatchObject(refused);
    expect(readdirSync(out)).toEqual(['contrast']);
    expect(readFileSync(there, 'utf8')).toBe('mine');
    await corruptImages({ ...request, source, out, overwrite: true });
    expect(await sharp(there).metadata()).toMatchObject({ format: 'png' });
  });

  it('makes the noise of a run, whatever folders and files are called', { timeout: 120_000 }, async () => {
    const source = path.join(root, 'named');
    for (const [shade, name] of ['cat', 'cat-dog', 'cat dog', 'Zebra', 'é'].entries()) {
      await put(path.join(source, name, 'a.png'), await plainPng(shade, 32));
      await put(path.join(source, name, '._a.png'), 'a fork of the Finder');
    }
    await put(path.join(source, '0.png'), await plainPng(1, 32));
    await put(path.join(source, 'cat', 'deep', '0.png'), await plainPng(1, 32));
    const out = path.join(source, 'out');
    const corruptions = ['gaussian_noise'];
    const { written } = await corruptImages({ source, out, corruptions, severities: [5], seed: 2020, size: 32 });
    expect(written).toHaveLength(7);

    const dataset = await openDataset({ kind: 'folder', path: source }, { threads: 1 });
    const stream = await dataset.stream({
      ...{ shifts: [{ corruption: 'gaussian_noise', severity: 5 }], images: null, seed: 1, batchSize: 9 },
      ...{ imageSize: 32, mean: [0, 0, 0], std: [1, 1, 1] },
    });
    let compared = 0;
    for await (const { images, labels } of stream.batches()) {
      for (const [i, label] of labels.entries()) {
        const file = path.join(out, 'gaussian_noise', '5', dataset.classNames[label]!, 'a.png');
        const bytes = await pixels(file);
        const own = Array.from({ length: 1024 }, (_, at) => Math.round(255 * images[i * 3072 + at]!));
        expect(own).toEqual(Array.from({ length: 1024 }, (_, at) => bytes[3 * at]));
        compared++;
      }
    }
    expect(compared).toBe(5);
    await dataset.close();
    const again = await corruptImages({ source, out, corruptions: ['fog'], severities: [1], seed: 1 });
    expect(again.written).toHaveLength(7);
  });

  it.each([
    [{ corruptions: ['fgo'] }, 'bad-option'],
    [{ severities: [6] }, 'bad-option'],
    [{ source: path.join(root, 'nowhere') }, 'not-found'],
    [{ source: path.join(photos, 'broken.png') }, 'bad-input'],
  ])('refuses %j', async (changes, code) => {
    await expect(corruptImages({ ...request, out: path.join(root, 'e'), ...changes })).rejects.toMatchObject({ code });
  });
});
