import { describe, expect, it } from 'vitest';
import { corruptions } from '../../../src-main/data/corruptions/corruption-registry.ts';
import { meanAbsoluteDifference } from '../../../src-main/data/corruptions/statistics.ts';
import { imagenetTable } from '../../../src-main/data/corruptions/strength-tables.ts';
import { corrupt } from '../../../src-main/data/corruptions/corrupt.ts';
import type { RgbImage } from '../../../src-main/data/image.ts';
import { numpyRandom } from './numpy-random.ts';
import { referenceImage } from './test-data.ts';

/** Mean absolute difference in grey levels: a handful of values may round to the neighbouring level. */
const rounding = 0.001;

const withoutRandomness = [
  ['defocus_blur', 3],
  ['defocus_blur', 5],
  ['zoom_blur', 3],
  ['brightness', 3],
  ['contrast', 3],
  ['pixelate', 3],
  ['gaussian_blur', 3],
  ['saturate', 3],
] as const;

describe('corruptions without randomness', () => {
  it.each(withoutRandomness)('%s at severity %i gives the pixels of the reference', async (name, severity) => {
    const clean = await referenceImage('coffee');
    const actual = await corrupt(clean, name, severity, { table: imagenetTable, seed: 3, index: 5 });
    const expected = await referenceImage(`coffee__${name}__s${severity}`);
    expect(meanAbsoluteDifference(actual, expected)).toBeLessThan(rounding);
  });

  it('jpeg_compression is that of the reference up to what versions of the codec differ in', async () => {
    const clean = await referenceImage('coffee');
    const actual = await corrupt(clean, 'jpeg_compression', 3, { table: imagenetTable, seed: 0, index: 0 });
    const expected = await referenceImage('coffee__jpeg_compression__s3');
    expect(meanAbsoluteDifference(actual, expected)).toBeLessThan(1);
  });
});

const { motion_blur, snow, fog, elastic_transform, spatter, glass_blur } = corruptions;
const table = imagenetTable;

/** Each with the parameters of the severity in the file's name. */
const random: readonly [string, (image: RgbImage) => RgbImage | Promise<RgbImage>][] = [
  ['motion_blur__s3', (image) => motion_blur(image, table.motion_blur[2], numpyRandom(0))],
  ['snow__s3', (image) => snow(image, table.snow[2], numpyRandom(0))],
  ['fog__s3', (image) => fog(image, table.fog[2], numpyRandom(0))],
  ['elastic_transform__s3', (image) => elastic_transform(image, table.elastic_transform[2], numpyRandom(0))],
  ['spatter__s3', (image) => spatter(image, table.spatter[2], numpyRandom(0))],
  ['spatter__s5', (image) => spatter(image, table.spatter[4], numpyRandom(0))],
  ['glass_blur__s3', (image) => glass_blur(image, table.glass_blur[2], numpyRandom(0))],
];

describe('random corruptions fed with the random numbers of the reference', () => {
  it.each(random)('%s gives its pixels', async (name, apply) => {
    const actual = await apply(await referenceImage('coffee'));
    const expected = await referenceImage(`coffee__${name}__example`);
    expect(meanAbsoluteDifference(actual, expected)).toBeLessThan(rounding);
  });
});
