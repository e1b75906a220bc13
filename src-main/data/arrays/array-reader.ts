import { join } from 'node:path';
import type { Shift } from '../../../src-shared/run-config.ts';
import { centreWindow } from '../folder/decode.ts';
import { resizeAndCrop } from '../folder/resize.ts';
import type { RgbImage } from '../image.ts';
import { NpyFile } from '../npy.ts';
import { arrayFile } from './array-files.ts';

/** Where the images of a set lie; plain data, so that it can be sent to a thread. */
export interface ArrayPlace {
  readonly root: string;
  /** Images of each shift. */
  readonly count: number;
  /** Name of the file of clean images; null where there are none. */
  readonly clean: string | null;
}

export interface ArrayReader {
  read(index: number, imageSize: number, shift: Shift): Promise<RgbImage>;
  close(): Promise<void>;
}

/**
 * Reads single images of arrays, each where it lies in its file: a file is never read as a whole. The short side is
 * resized to `imageSize` where it has another size, and the centre cut out. The files stay open until it is closed.
 */
export function openArrayReader({ root, count, clean }: ArrayPlace): ArrayReader {
  const files = new Map<string, Promise<NpyFile>>();
  const open = (name: string): Promise<NpyFile> => {
    const file = files.get(name) ?? NpyFile.open(join(root, arrayFile(name)));
    files.set(name, file);
    return file;
  };
  const read = async (index: number, imageSize: number, { corruption, severity }: Shift): Promise<RgbImage> => {
    const name = severity === 0 ? clean : corruption;
    if (name === null) throw new RangeError(`${root} has no clean images`);
    const file = await open(name);
    const [, height = 0, width = 0] = file.header.shape;
    const data = await file.rows(Math.max(0, severity - 1) * count + index, 1);
    const image = { width, height, data };
    if (width === imageSize && height === imageSize) return image;
    return resizeAndCrop(image, centreWindow(width, height, imageSize, 'cropped'));
  };
  const close = async (): Promise<void> => {
    const opened = await Promise.all([...files.values()].map((file) => file.catch(() => null)));
    await Promise.all(opened.flatMap((file) => (file ? [file.close()] : [])));
  };
  return { read, close };
}
