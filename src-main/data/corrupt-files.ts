import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { CorruptionName, Severity } from '../../src-shared/corruptions.ts';
import { LabError, toLabError } from '../../src-shared/errors.ts';
import { corrupt } from './corruptions/corrupt.ts';
import { tableForSize } from './corruptions/tables.ts';
import { decodeImage, decodeWhole } from './folder/decode.ts';
import type { RgbImage } from './image.ts';

const extensions = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/**
 * The images of a folder at any depth, or a single image, as paths relative to the folder; sorted.
 * @throws LabError `not-found`, or `bad-input` when there are none
 */
export async function listImages(
  source: string,
): Promise<{ readonly root: string; readonly files: readonly string[] }> {
  const isImage = (file: string) => extensions.has(path.extname(file).toLowerCase());
  try {
    if ((await stat(source)).isFile()) return { root: path.dirname(source), files: [path.basename(source)] };
    const files = (await readdir(source, { recursive: true })).filter(isImage).sort();
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

/** Writes an image as PNG, making its folder. @throws LabError `no-space`, `bad-input` */
export async function writePng(file: string, { width, height, data }: RgbImage): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(file);
  } catch (error) {
    throw toLabError(error);
  }
}

export interface CorruptedFile {
  readonly corruption: CorruptionName;
  readonly severity: Severity;
  /** Seed of the whole corrupted set, and the position of the image in it. */
  readonly seed: number;
  readonly index: number;
  readonly target: string;
}

/** Corrupts an image with the published strengths for its size and writes it as PNG. */
export async function writeCorrupted(clean: RgbImage, options: CorruptedFile): Promise<void> {
  const { corruption, severity, seed, index, target } = options;
  await writePng(target, await corrupt(clean, corruption, severity, { table: tableForSize(clean), seed, index }));
}
