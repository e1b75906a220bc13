import { join } from 'node:path';
import { readGreyImages, type GreyImages } from './idx-files.ts';
import { greySide, paint } from './paint.ts';
import { datasetSeed, paintIndex, sourceTrainingPositions } from './splits.ts';
import type { RgbImage } from '../image.ts';

/** Where Debian's package `dataset-fashion-mnist` puts the original files. */
export const debianFolder = '/usr/share/datasets/fashion-mnist';

export const originalFiles = {
  train: { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' },
  test: { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' },
} as const;

/** Reads one of the two original files with its labels. */
export async function readOriginal(folder: string, file: 'train' | 'test'): Promise<GreyImages> {
  const names = originalFiles[file];
  return readGreyImages(join(folder, names.images), join(folder, names.labels));
}

/** The images that the source model is trained on, painted when asked for. */
export interface TrainingSet {
  readonly count: number;
  readonly labels: Uint8Array;
  /** SHA-256 over the grey originals and their labels, hex. */
  readonly hash: string;
  /** Image `index` (0 … count − 1), painted as it is everywhere in the lab. */
  image(index: number): RgbImage;
}

/**
 * All training images but those held out for validation, from the original files in `folder`. Needed by the training
 * of the source model only; everything else uses the shipped splits.
 * @throws LabError `not-found` or `bad-input` when the folder doesn't hold the original files.
 */
export async function readTrainingSet(folder: string = debianFolder): Promise<TrainingSet> {
  const grey = await readOriginal(folder, 'train');
  const positions = sourceTrainingPositions();
  const pixels = greySide * greySide;
  return {
    count: positions.length,
    labels: Uint8Array.from(positions, (position) => grey.labels[position]!),
    hash: grey.hash,
    image(index) {
      const position = positions[index]!;
      const garment = grey.images.subarray(position * pixels, (position + 1) * pixels);
      return paint(garment, datasetSeed, paintIndex('train', position));
    },
  };
}
