import { join } from 'node:path';
import type { Shift } from '../../../src-shared/run-config.ts';
import { decodeImage } from '../folder/decode.ts';
import type { RgbImage } from '../image.ts';
import { readSplit } from '../quickstart/files.ts';
import { greySide, paint, paintedSide } from '../quickstart/paint.ts';
import { datasetSeed, paintIndex, splitPositions, type SplitName } from '../quickstart/splits.ts';

/** Where clean images come from; plain data, so that a thread can be told. */
export type ImageOrigin =
  | { readonly kind: 'painted'; readonly folder: string; readonly split: SplitName }
  | { readonly kind: 'files'; readonly root: string; readonly paths: readonly string[] }
  /** Images that were corrupted before: `<root>/<corruption>/<severity>/<path>`. */
  | { readonly kind: 'corrupted-files'; readonly root: string; readonly paths: readonly string[] };

/** Reads image `index` at `imageSize`²: a clean one, or the one of a shift where corrupted ones are stored. */
export type ImageLoader = (index: number, imageSize: number, shift: Shift) => Promise<RgbImage>;

export async function createLoader(origin: ImageOrigin): Promise<ImageLoader> {
  if (origin.kind === 'files') return (index, size) => decodeImage(join(origin.root, origin.paths[index]!), size);
  if (origin.kind === 'corrupted-files') {
    return (index, size, { corruption, severity }) =>
      decodeImage(join(origin.root, corruption, String(severity), origin.paths[index]!), size, 'cropped');
  }
  const { images } = await readSplit(origin.folder, origin.split);
  const positions = splitPositions(origin.split);
  const file = origin.split === 'test' ? 'test' : 'train';
  const pixels = greySide * greySide;
  return (index, size) => {
    if (size !== paintedSide) throw new RangeError(`painted images have ${paintedSide} pixels, not ${size}`);
    const garment = images.subarray(index * pixels, (index + 1) * pixels);
    return Promise.resolve(paint(garment, datasetSeed, paintIndex(file, positions[index]!)));
  };
}
