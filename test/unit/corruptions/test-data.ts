import { fileURLToPath } from 'node:url';
import type { RgbImage } from '../../../src-main/data/image.ts';
import { boxResize } from '../../../src-main/data/corruptions/numeric/box-resize.ts';
import { readPhoto } from '../../../src-main/data/corruptions/reference.ts';

/** Folder of the reference data. */
export const referenceFolder = fileURLToPath(new URL('../../data/corruptions', import.meta.url));

export async function referenceImage(name: string): Promise<RgbImage> {
  const image = await readPhoto(`${referenceFolder}/${name}.png`);
  if (!image) throw new Error(`The reference data lacks ${name}.png.`);
  return image;
}

/** The clean photos at 32 × 32 pixels. */
export async function smallPhotos(): Promise<RgbImage[]> {
  const photos = await Promise.all(['astronaut', 'coffee'].map(referenceImage));
  return photos.map((photo) => boxResize(photo, 32, 32));
}
