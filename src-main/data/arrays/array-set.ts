import { join } from 'node:path';
import { severities } from '../../../src-shared/corruptions.ts';
import { LabError, toErrorMessage } from '../../../src-shared/errors.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { firstNames } from '../folder/wording.ts';
import { NpyFile } from '../npy.ts';
import { cleanShift } from '../shifts.ts';
import { arrayFile, isArrayFolder, listArrays } from './array-files.ts';
import { readClassNames, readLabels } from './array-labels.ts';

/** Images as NumPy arrays, as CIFAR-10-C has them: `<root>/<corruption>.npy`, all severities one after the other. */
export interface ArraySet {
  readonly root: string;
  /** Images of each shift. */
  readonly count: number;
  readonly classNames: readonly string[];
  /** By image: the same under each shift. */
  readonly labels: Int32Array;
  /** The clean images by the name of their file without its ending; null where there are none. */
  readonly clean: string | null;
  readonly corruptions: readonly string[];
  /** Sides of the images in pixels, each size once. */
  readonly sizes: readonly (readonly [height: number, width: number])[];
  /** Arrays that hold no images. */
  readonly others: readonly string[];
}

const layout = 'An array of images is saved with numpy.save as uint8 of shape [images, height, width, 3].';

/** Facts about an array of images. */
interface ImageArray {
  readonly name: string;
  readonly rows: number;
  readonly size: readonly [height: number, width: number];
}

/** Null for an array that holds something else. @throws LabError `bad-input` for images that can't be read */
async function lookAt(root: string, name: string): Promise<ImageArray | null> {
  const path = join(root, arrayFile(name));
  const file = await NpyFile.open(path);
  await file.close();
  const { type, shape } = file.header;
  const [rows, height, width, channels] = shape;
  if (shape.length !== 4 || rows === undefined || height === undefined || width === undefined) return null;
  if (channels !== 3 && height === 3) {
    const message = `${path} has its channels first, in the shape (${shape.join(', ')}).`;
    throw new LabError('bad-input', message, 'Save it again with the channels last: numpy.transpose(x, (0, 2, 3, 1)).');
  }
  if (channels !== 3) {
    throw new LabError('bad-input', `${path} has the shape (${shape.join(', ')}), not that of colour images.`, layout);
  }
  if (type !== '|u1') {
    const message = `${path} holds numbers of the kind ${type}, but images are of whole numbers from 0 to 255 (uint8).`;
    throw new LabError('bad-input', message, 'Save it again as uint8: (255 * x).round().astype("uint8") for 0 to 1.');
  }
  if (rows === 0 || height === 0 || width === 0) throw new LabError('bad-input', `${path} holds no image.`, layout);
  return { name, rows, size: [height, width] };
}

/** Images of each severity. @throws LabError `bad-input` unless all arrays have as many images, and the clean one a fifth */
function countImages(root: string, corrupted: readonly ImageArray[], clean: ImageArray | null): number {
  const [first, ...rest] = corrupted;
  if (first === undefined) return clean?.rows ?? 0;
  const other = rest.find(({ rows }) => rows !== first.rows);
  const path = join(root, arrayFile(first.name));
  if (other) {
    throw new LabError(
      'bad-input',
      `${path} holds ${first.rows} images and ${arrayFile(other.name)} ${other.rows}: all corruptions must be of the same images.`,
      'Download the one with fewer again.',
    );
  }
  if (first.rows % severities.length !== 0) {
    const message = `${path} holds ${first.rows} images, which can't be five severities of the same number.`;
    throw new LabError('bad-input', message, 'Each corruption has its images of severity 1, then those of 2, up to 5.');
  }
  const count = first.rows / severities.length;
  if (clean && clean.rows !== count) {
    throw new LabError(
      'bad-input',
      `${join(root, arrayFile(clean.name))} holds ${clean.rows} images, but each severity of ${arrayFile(first.name)} has ${count}.`,
      'The clean images must be those that were corrupted, once each.',
    );
  }
  return count;
}

/**
 * Reads the headers of all arrays in a folder, and the labels.
 * @param known class names of a benchmark, by label; else those of `classnames.txt`, else the labels themselves
 * @throws LabError `bad-input`, `not-found` in one sentence when something about them can't be right
 */
export async function readArraySet(root: string, known?: readonly string[]): Promise<ArraySet> {
  const names = await listArrays(root);
  if (names === null) throw new LabError('bad-input', `${root} holds no .npy files.`, layout);
  if (names.clean.length > 1) {
    const message = `${root} holds clean images twice: ${names.clean.map(arrayFile).join(' and ')}.`;
    throw new LabError('bad-input', message, 'Move one of them elsewhere.');
  }
  const [cleanName] = names.clean;
  const clean = cleanName === undefined ? null : await lookAt(root, cleanName);
  if (cleanName !== undefined && clean === null) {
    throw new LabError('bad-input', `${join(root, arrayFile(cleanName))} holds no images.`, layout);
  }
  const corrupted: ImageArray[] = [];
  const others: string[] = [];
  for (const name of names.others) {
    const array = await lookAt(root, name);
    if (array) corrupted.push(array);
    else others.push(name);
  }
  const all = clean ? [clean, ...corrupted] : corrupted;
  if (all.length === 0) {
    const found = others.length === 0 ? 'only labels' : firstNames(others.map(arrayFile));
    throw new LabError('bad-input', `${root} holds no array of images: ${found}.`, layout);
  }
  const count = countImages(root, corrupted, clean);
  if (!names.labels) {
    const hint = `Put the labels of the ${count.toLocaleString('en')} images there, as whole numbers from 0.`;
    throw new LabError('not-found', `${root} has no labels.npy.`, hint);
  }
  const given = known ?? (await readClassNames(root));
  const { labels, classNames } = await readLabels(root, { count, blocks: corrupted.length > 0, classNames: given });
  const sizes = new Map(all.map(({ size }) => [size.join('×'), size]));
  return {
    root,
    count,
    classNames,
    labels,
    clean: clean?.name ?? null,
    corruptions: corrupted.map(({ name }) => name),
    sizes: [...sizes.values()],
    others,
  };
}

/** The shifts that a set has images of, the clean ones last where it has them. */
export function arrayShifts({ clean, corruptions }: Pick<ArraySet, 'clean' | 'corruptions'>): Shift[] {
  const corrupted = corruptions.flatMap((corruption) => severities.map((severity) => ({ corruption, severity })));
  return clean === null ? corrupted : [...corrupted, cleanShift];
}

/** The problem with the arrays in a folder in one sentence; null without a problem or without arrays. */
export async function arrayProblem(root: string): Promise<string | null> {
  if (!(await isArrayFolder(root))) return null;
  return readArraySet(root).then(
    () => null,
    (error: unknown) => toErrorMessage(error).message,
  );
}
