import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../../../src-main/data/datasets.ts';
import { decodeImage } from '../../../../src-main/data/folder/decode.ts';
import { makeBadImages, oddities } from '../../../../scripts/fixture-imagenet/bad-images.ts';
import { fixtureDefaults } from '../../../../scripts/fixture-imagenet/options.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder('bad-images');
const gallery = join(folder, 'bad-images');
const classes = ['n01440764', 'n02102040'];
const size = 56;
const webPage = 'is a web page, not an image';

beforeAll(() => makeBadImages({ ...fixtureDefaults, folder }));

const load = (file: string) => decodeImage(join(gallery, classes[0]!, file), size);

/** Mean absolute difference in grey levels. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

const luma = (data: Uint8Array): Uint8Array => {
  const grey = new Uint8Array(data.length / 3).map((_, i) =>
    Math.round(0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!),
  );
  return new Uint8Array(data.length).map((_, i) => grey[Math.floor(i / 3)]!);
};

describe('odd images', () => {
  it.each(['progressive.JPEG', 'exif-rotated.JPEG', 'png-inside.JPEG', 'deep.png', 'alpha.png', 'animated.webp'])(
    'are read as the picture they show: %s',
    async (file) => {
      const [odd, ordinary] = await Promise.all([load(file), load('ordinary.JPEG')]);
      expect(difference(odd.data, ordinary.data)).toBeLessThan(3);
    },
  );

  it.each(['grey.JPEG', 'deep-grey.png'])('are grey in all channels: %s', async (file) => {
    const [grey, ordinary] = await Promise.all([load(file), load('ordinary.JPEG')]);
    expect(difference(grey.data, luma(ordinary.data))).toBeLessThan(4);
  });

  it('may be a single pixel', async () => {
    expect(new Set((await load('one-pixel.png')).data)).toEqual(new Set([0x80, 0x40, 0x20]));
  });

  it('all have what the gallery says of them', async () => {
    for (const { file, readable } of oddities) {
      const read = await load(file).then(
        () => true,
        () => false,
      );
      expect([file, read]).toEqual([file, readable]);
    }
  });
});

describe('broken images', () => {
  it.each([
    ['truncated.JPEG', 'is truncated or damaged'],
    ['truncated.png', 'is truncated or damaged'],
    ['header-only.JPEG', 'is truncated or damaged'],
    ['zero-bytes.JPEG', 'is empty'],
    ['web-page.JPEG', webPage],
    ['not-there.JPEG', 'is a link that leads nowhere'],
  ])('are named: %s %s', async (file, problem) => {
    await expect(load(file)).rejects.toThrow(problem);
  });

  it('are named when their header asks for all the memory', async () => {
    const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    png.writeUInt32BE(50_000, 16);
    png.writeUInt32BE(50_000, 20);
    // The checksum of the header: its type and its 13 bytes.
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    await writeFile(join(folder, 'huge.png'), png);
    await expect(decodeImage(join(folder, 'huge.png'), size)).rejects.toThrow('has more than 100 million pixels');
  });

  it('are left out of a stream, which goes on with the others and says why', async () => {
    const dataset = await openDataset({ kind: 'folder', path: gallery }, { threads: 1 });
    const preprocessing = { imageSize: size, mean: [0, 0, 0], std: [1, 1, 1] };
    const shifts = [{ corruption: 'contrast', severity: 3 }];
    const stream = await dataset.stream({ ...preprocessing, shifts, images: null, seed: 1, batchSize: 8 });
    let images = 0;
    for await (const batch of stream.batches()) images += batch.size;
    await dataset.close();
    expect(images).toBe(classes.length * oddities.filter(({ readable }) => readable).length);
    const broken = oddities.filter(({ readable }) => !readable).map(({ file }) => file);
    const paths = classes.flatMap((name) => broken.map((file) => `${name}/${file}`));
    expect(stream.skipped.map(({ path }) => path).sort()).toEqual(paths.sort());
    for (const { path, reason } of stream.skipped) {
      const damaged = path.includes('truncated') || path.includes('header-only');
      expect(reason).toBe(damaged ? 'is truncated or damaged' : path.includes('web') ? webPage : 'is empty');
    }
  });
});
