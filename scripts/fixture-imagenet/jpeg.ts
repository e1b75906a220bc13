import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { RgbImage } from '../../src-main/data/image.ts';

/** Quality that ImageNet-C was saved with. */
export const usualQuality = 85;

export function sharpOf({ data, width, height }: RgbImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Writes a file, making its folder. */
export async function put(path: string, content: Buffer | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

export async function putJpeg(path: string, image: RgbImage, grey = false): Promise<void> {
  const picture = grey ? sharpOf(image).toColourspace('b-w') : sharpOf(image);
  await put(path, await picture.jpeg({ quality: usualQuality }).toBuffer());
}

/**
 * Does all tasks, a few at a time: what waits for the disk or the encoder's threads lets the next one begin.
 * @param work is called with the items in their order
 */
export async function forAll<T>(items: readonly T[], work: (item: T, place: number) => Promise<void>): Promise<void> {
  const atOnce = 8;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let place = next++; place < items.length; place = next++) await work(items[place]!, place);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
