import sharp from 'sharp';
import type { RgbImage } from '../image.ts';
import { resizeAndCrop, type Window } from './resize.ts';

/**
 * Short side before the centre crop relative to the crop. `photo`: 256 for 224, as published ImageNet results are made.
 * `cropped`: images that are cut already, such as ImageNet-C's.
 */
const resizeRatios = { photo: 256 / 224, cropped: 1 } as const;
export type Framing = keyof typeof resizeRatios;

/** Largest image that is decoded, in pixels: a broken header must not ask for all the memory. */
const pixelLimit = 100_000_000;

/**
 * Decodes a JPEG, PNG or WebP file to `imageSize`² RGB: short side resized to 256/224 of it, or to it where the framing
 * is `cropped` (bilinear with antialiasing, the long side rounded down), then the centre. EXIF orientation is ignored, as by the loaders that
 * published results were made with. Greyscale, palette, CMYK (by its colour profile) and 16-bit images become 8-bit
 * sRGB; alpha is dropped, not blended.
 * @throws Error from the decoder when the file is no image, damaged or truncated.
 */
export async function decodeImage(path: string, imageSize: number, framing: Framing = 'photo'): Promise<RgbImage> {
  const image = await decodeWhole(path);
  if (image.width === imageSize && image.height === imageSize && framing === 'cropped') return image;
  return resizeAndCrop(image, centreWindow(image.width, image.height, imageSize, framing));
}

async function decodeWhole(path: string): Promise<RgbImage> {
  const { data, info } = await sharp(path, { failOn: 'truncated', limitInputPixels: pixelLimit, autoOrient: false })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { width: info.width, height: info.height, data: info.channels === 1 ? repeatGrey(bytes) : bytes };
}

function repeatGrey(grey: Uint8Array): Uint8Array {
  const data = new Uint8Array(grey.length * 3);
  grey.forEach((value, i) => data.fill(value, 3 * i, 3 * i + 3));
  return data;
}

/** Where the kept square lies in the resized image. */
export function centreWindow(width: number, height: number, size: number, framing: Framing = 'photo'): Window {
  const short = Math.round(size * resizeRatios[framing]);
  const resizedWidth = width <= height ? short : Math.floor((short * width) / height);
  const resizedHeight = width <= height ? Math.floor((short * height) / width) : short;
  return {
    width: resizedWidth,
    height: resizedHeight,
    left: halfRoundedToEven(resizedWidth - size),
    top: halfRoundedToEven(resizedHeight - size),
    size,
  };
}

/** Half of a whole number; a half pixel goes to the even side, as Python rounds. */
function halfRoundedToEven(whole: number): number {
  const lower = Math.floor(whole / 2);
  return whole % 2 === 0 || lower % 2 === 0 ? lower : lower + 1;
}
