import { join } from 'node:path';
import type { Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import type { RgbImage } from '../image.ts';
import { readSplit } from '../quickstart/idx-files.ts';
import type { ArrayPlace } from '../arrays/array-reader.ts';
import type { Framing } from '../folder/framing.ts';
import { greySide, paint, paintedSide } from '../quickstart/paint.ts';
import { cleanShift } from '../shifts.ts';
import { datasetSeed, paintIndex, splitPositions, type SplitName } from '../quickstart/splits.ts';

interface Painted {
  readonly kind: 'painted';
  readonly folder: string;
  readonly split: SplitName;
}

interface Folder {
  /** `corrupted-files`: a file of its own for each shift, `<root>/<shift>/<path>`. `domain-files`: images of one shift each. */
  readonly kind: 'files' | 'corrupted-files' | 'domain-files';
  readonly root: string;
  /** How clean images are brought to their size: as photos, unless it says otherwise. */
  readonly framing?: Framing;
}

interface Arrays extends ArrayPlace {
  /** `corrupted-arrays`: an array for each corruption. */
  readonly kind: 'arrays' | 'corrupted-arrays';
}

/** Where clean images come from; plain data, so that it can be sent to a thread. */
export type ImagePlace = Painted | Folder | Arrays;

/** The same with the paths of all files, below the root: up to a million of them, which are not sent to threads. */
export type ImageOrigin = Painted | Arrays | (Folder & { readonly paths: readonly string[] });

export function placeOf(origin: ImageOrigin): ImagePlace {
  if (!('paths' in origin)) return origin;
  const { paths, ...place } = origin;
  return place;
}

/** Whether images come corrupted, as they are stored. */
export const isStored = ({ kind }: ImagePlace): boolean => kind === 'corrupted-files' || kind === 'corrupted-arrays';

/** An image by its index, and by the path of its file where it has one. */
export interface ImageAddress {
  readonly index: number;
  readonly path?: string;
}

/** The address of an image as a thread needs it. */
export function addressOf(origin: ImageOrigin, index: number): ImageAddress {
  return 'paths' in origin ? { index, path: origin.paths[index]! } : { index };
}

/** Reads an image at `imageSize`²: a clean one, or the one of a shift where corrupted ones are stored. */
export type ImageLoader = (image: ImageAddress, imageSize: number, shift: Shift) => Promise<RgbImage>;

export async function createLoader(origin: ImagePlace): Promise<ImageLoader> {
  if ('count' in origin) {
    const { openArrayReader } = await import('../arrays/array-reader.ts');
    const reader = openArrayReader(origin);
    return ({ index }, size, shift) => reader.read(index, size, origin.kind === 'arrays' ? cleanShift : shift);
  }
  if (origin.kind !== 'painted') return fileLoader(origin);
  const { images } = await readSplit(origin.folder, origin.split);
  const positions = splitPositions(origin.split);
  const file = origin.split === 'test' ? 'test' : 'train';
  const pixels = greySide * greySide;
  return ({ index }, size) => {
    if (size !== paintedSide) throw new RangeError(`painted images have ${paintedSide} pixels, not ${size}`);
    const garment = images.subarray(index * pixels, (index + 1) * pixels);
    return Promise.resolve(paint(garment, datasetSeed, paintIndex(file, positions[index]!)));
  };
}

async function fileLoader({ kind, root, framing }: Folder): Promise<ImageLoader> {
  const { decodeImage } = await import('../folder/decode.ts');
  return ({ index, path }, size, shift) => {
    if (path === undefined) throw new RangeError(`image ${index} has no path`);
    if (kind !== 'corrupted-files') return decodeImage(join(root, path), size, framing);
    return decodeImage(join(root, shiftName(shift), path), size, 'cropped');
  };
}
