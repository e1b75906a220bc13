import { open, readFile } from 'node:fs/promises';
import { LabError } from '../../src-shared/errors.ts';
import { readWholeNumbers } from './npy.ts';

/** An order of images as a file gives it: by index among the images sorted by path, or by path within the dataset. */
export type ListedImages =
  | { readonly kind: 'indices'; readonly indices: Int32Array }
  /** By the number of their line, from 1. */
  | { readonly kind: 'paths'; readonly paths: readonly (readonly [line: number, path: string])[] };

/** Images to which an order applies. */
export interface OrderedImages {
  readonly name: string;
  readonly count: number;
  readonly idOf: (index: number) => string;
}

const npyMagic = '\x93NUMPY';

async function isNpy(file: string): Promise<boolean> {
  if (file.toLowerCase().endsWith('.npy')) return true;
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(npyMagic.length), 0, npyMagic.length, 0);
    return buffer.toString('latin1') === npyMagic;
  } finally {
    await handle.close();
  }
}

async function readPaths(file: string): Promise<(readonly [number, string])[]> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').flatMap((line, index) => {
    const path = line.trim().replaceAll('\\', '/').replace(/^\.\//, '');
    return path === '' ? [] : [[index + 1, path] as const];
  });
}

async function readListed(file: string): Promise<ListedImages> {
  try {
    if (await isNpy(file)) return { kind: 'indices', indices: await readWholeNumbers(file) };
    return { kind: 'paths', paths: await readPaths(file) };
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError(
      'not-found',
      `${file} can't be read.`,
      'Give a .npy file of indices, or a text file of paths.',
      error,
    );
  }
}

/**
 * Reads the images of a stream in their order: a `.npy` file of indices, or a text file with a path in each line. An image
 * may come several times.
 * @throws LabError `not-found`, `bad-input` in one sentence
 */
export async function readOrder(file: string): Promise<ListedImages> {
  const listed = await readListed(file);
  if (lengthOf(listed) > 0) return listed;
  throw new LabError('bad-input', `${file} lists no image.`, 'Give a file with at least one index or path.');
}

/** Images that come in it, with repetitions. */
export const lengthOf = (listed: ListedImages): number =>
  listed.kind === 'indices' ? listed.indices.length : listed.paths.length;

/** @throws LabError `bad-input` for an index that no image has */
export function checkIndices(file: string, listed: ListedImages, { name, count }: Omit<OrderedImages, 'idOf'>): void {
  if (listed.kind === 'paths') return;
  const wrong = listed.indices.findIndex((index) => index < 0 || index >= count);
  if (wrong < 0) return;
  throw new LabError(
    'bad-input',
    `${file} names image ${listed.indices[wrong]} at position ${wrong}, but ${name} has the images 0 to ${count - 1}.`,
    'Indices count the images sorted by path, from 0; choose the dataset that the file was made for.',
  );
}

/** The indices of the listed images. @throws LabError `bad-input` for an index or a path that the dataset does not have */
export function resolveOrder(file: string, listed: ListedImages, images: OrderedImages): Int32Array {
  checkIndices(file, listed, images);
  if (listed.kind === 'indices') return listed.indices;
  const places = new Map(Array.from({ length: images.count }, (_, index) => [images.idOf(index), index]));
  return Int32Array.from(listed.paths, ([line, path]) => {
    const index = places.get(path);
    if (index !== undefined) return index;
    throw new LabError(
      'bad-input',
      `${file} names ${path} in line ${line}, which ${images.name} does not have.`,
      `Paths are relative to the folder of the classes, such as ${images.idOf(0)}.`,
    );
  });
}
