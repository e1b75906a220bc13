import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { readIdx } from './idx.ts';
import { greySide } from './paint.ts';
import { splitSizes, type SplitName } from './splits.ts';

/** Grey garments with their labels; image i is `images.subarray(i·784, (i+1)·784)`. */
export interface GreyImages {
  readonly count: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** SHA-256 over the unpacked images and labels, hex. */
  readonly hash: string;
}

/** Names of the ten classes, by label. */
export const classNames = [
  't-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
] as const;

/** File names of a split in the folder of shipped images. */
export function splitFiles(split: SplitName): { images: string; labels: string } {
  return { images: `${split}-images-idx3-ubyte.gz`, labels: `${split}-labels-idx1-ubyte.gz` };
}

/**
 * Reads a pair of gzipped IDX files of 28×28 images and their labels.
 * @throws LabError `not-found` or `bad-input` naming the file and what is wrong with it.
 */
export async function readGreyImages(imagesPath: string, labelsPath: string): Promise<GreyImages> {
  const [images, labels] = await Promise.all([readExisting(imagesPath), readExisting(labelsPath)]);
  const [count, height, width] = images.shape;
  if (images.shape.length !== 3 || count === undefined || height !== greySide || width !== greySide) {
    throw new LabError('bad-input', `${imagesPath} holds [${images.shape.join(', ')}] values, not 28×28 images.`);
  }
  if (labels.data.length !== count) {
    throw new LabError('bad-input', `${labelsPath} has ${labels.data.length} labels for ${count} images.`);
  }
  const stray = labels.data.find((label) => label >= classNames.length);
  if (stray !== undefined) throw new LabError('bad-input', `${labelsPath} holds the unknown label ${stray}.`);
  const hash = createHash('sha256').update(images.data).update(labels.data).digest('hex');
  return { count, images: images.data, labels: labels.data, hash };
}

async function readExisting(path: string) {
  try {
    return await readIdx(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new LabError('not-found', `${path} does not exist.`, 'Give the folder that holds the Fashion-MNIST files.');
  }
}

/**
 * Reads a shipped split from `folder` and checks it against the hash written down when it was made.
 * @throws LabError `bad-input` when the files are not those that were shipped.
 */
export async function readSplit(folder: string, split: SplitName): Promise<GreyImages> {
  const names = splitFiles(split);
  const grey = await readGreyImages(join(folder, names.images), join(folder, names.labels));
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>;
  if (grey.count !== splitSizes[split] || grey.hash !== manifest[split]) {
    const message = `The ${split} images in ${folder} are not those that belong to this version of the lab.`;
    throw new LabError(
      'bad-input',
      message,
      'Restore the folder, or make it again with scripts/make-quickstart-data.ts.',
    );
  }
  return grey;
}
