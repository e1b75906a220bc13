import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CorruptionName, Severity } from '../../src-shared/corruptions.ts';
import { LabError, toLabError } from '../../src-shared/errors.ts';
import { corrupt } from './corruptions/corrupt.ts';
import { tableForSize } from './corruptions/strength-tables.ts';
import { byCodePoints } from './folder/class-order.ts';
import { decodeImage, decodeWhole } from './folder/decode.ts';
import { isImageName, isUserFolder } from './folder/image-files.ts';
import { listFolder } from './folder/scan.ts';
import type { RgbImage } from './image.ts';
import { encodePng } from './png.ts';

const isShown = (file: string): boolean =>
  isImageName(path.basename(file)) &&
  path
    .dirname(file)
    .split(path.sep)
    .every((part) => part === '.' || isUserFolder(part));

/** Those in class folders come first, in the order of a run: noise depends on the place of an image. */
async function filesIn(folder: string): Promise<string[]> {
  const { paths } = await listFolder(folder).catch(() => ({ paths: [] }));
  const inClasses = paths.map((file) => path.join(...file.split('/')));
  const known = new Set(inClasses);
  const others = (await readdir(folder, { recursive: true })).filter((file) => isShown(file) && !known.has(file));
  return [...inClasses, ...others.sort(byCodePoints)];
}

/**
 * The images of a folder at any depth, or a single image, as paths relative to the folder, in the order in which runs
 * number them.
 * @param out a folder whose images are no sources
 * @throws LabError `not-found`, or `bad-input` when there are none
 */
export async function listImages(
  source: string,
  out: string,
): Promise<{ readonly root: string; readonly files: readonly string[] }> {
  try {
    if ((await stat(source)).isFile()) return { root: path.dirname(source), files: [path.basename(source)] };
    const results = path.relative(source, out) + path.sep;
    const files = (await filesIn(source)).filter((file) => !file.startsWith(results));
    if (files.length > 0) return { root: source, files };
  } catch (error) {
    throw toLabError(error);
  }
  throw new LabError('bad-input', `${source} holds no images.`, 'JPEG, PNG and WebP files are read.');
}

/**
 * Reads an image: whole, or its centre resized to `size`² as for a model of that size.
 * @throws LabError `bad-input` naming the file when it is no image or damaged
 */
export async function readImage(file: string, size?: number): Promise<RgbImage> {
  try {
    return await (size === undefined ? decodeWhole(file) : decodeImage(file, size));
  } catch (error) {
    const { message } = toLabError(error);
    throw new LabError('bad-input', `${file} ${message}.`, undefined, error);
  }
}

/** Nothing is written over without being asked to. */
export function thereAlready(file: string): LabError {
  const hint = 'Choose another folder, or give --overwrite to replace existing files.';
  return new LabError('bad-input', `${file} already exists.`, hint);
}

/**
 * Writes an image as PNG, making its folder.
 * @param overwrite whether a file that is there is replaced
 * @throws LabError `no-space`, `bad-input`
 */
export async function writePng(file: string, image: RgbImage, overwrite: boolean): Promise<void> {
  const png = await encodePng(image);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, png, { flag: overwrite ? 'w' : 'wx' });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? thereAlready(file) : toLabError(error);
  }
}

/** Seed of a whole corrupted set, and the position of an image in it. */
export interface PlaceInSet {
  readonly seed: number;
  readonly index: number;
}

/** An image corrupted with the published strengths for its size, once for each severity. */
export function corruptedAt(
  clean: RgbImage,
  corruption: CorruptionName,
  severities: readonly Severity[],
  { seed, index }: PlaceInSet,
): Promise<RgbImage[]> {
  const table = tableForSize(clean);
  return Promise.all(severities.map((severity) => corrupt(clean, corruption, severity, { table, seed, index })));
}
