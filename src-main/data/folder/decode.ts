import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { toLabError } from '../../../src-shared/errors.ts';
import type { RgbImage } from '../image.ts';
import { inkToRgb, repeatGrey } from './channels.ts';
import { shortSide, type Framing } from './framing.ts';
import { resizeAndCrop, type Window } from './resize.ts';
import { imageFileProblem, imageProblem } from './signature.ts';

/** Largest image that is decoded, in pixels: a broken header must not ask for all the memory. */
const pixelLimit = 100_000_000;

/**
 * Decodes a JPEG, PNG or WebP file to `imageSize`² RGB: short side resized to 256/224 of it, or to it where the framing
 * is `cropped` (bilinear with antialiasing, the long side rounded down), then the centre.
 * @throws Error as `decodeWhole` does
 */
export async function decodeImage(path: string, imageSize: number, framing: Framing = 'photo'): Promise<RgbImage> {
  const image = await decodeWhole(path);
  if (image.width === imageSize && image.height === imageSize && framing === 'cropped') return image;
  return resizeAndCrop(image, centreWindow(image.width, image.height, imageSize, framing));
}

/**
 * The RGB pixels of a JPEG, PNG or WebP file as the loaders give them that published results were made with (Pillow's):
 * EXIF orientation and colour profiles are ignored, alpha is dropped, not blended, CMYK is turned into RGB by formula,
 * and of animations there is the first picture. 16-bit images keep their upper eight bits.
 * @throws Error whose message goes on from the file's name: `is empty`
 */
export async function decodeWhole(path: string): Promise<RgbImage> {
  try {
    return await decode(await readFile(path));
  } catch (error) {
    throw new Error(await whatIsWrong(path, error), { cause: error });
  }
}

/** The decoder reads more formats than the lab supports: what the inspection of a folder leaves out, runs leave out too. */
async function decode(file: Buffer): Promise<RgbImage> {
  const problem = imageProblem(file);
  if (problem !== undefined) throw new Error(problem);
  const image = sharp(file, {
    failOn: 'truncated',
    limitInputPixels: pixelLimit,
    autoOrient: false,
    ignoreIcc: true,
  });
  const { space } = await image.metadata();
  const inks = space === 'cmyk';
  const converted = inks
    ? image.pipelineColourspace('cmyk').toColourspace('cmyk')
    : image.toColourspace('srgb').removeAlpha();
  const { data, info } = await converted.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
  const { width, height, channels } = info;
  return { width, height, data: inks ? inkToRgb(bytes) : channels === 1 ? repeatGrey(bytes) : bytes };
}

/** Reads on from the name of the file. Decoders say little, and mix up what they say of images decoded at once. */
async function whatIsWrong(path: string, error: unknown): Promise<string> {
  const problem = await imageFileProblem(path);
  if (problem !== undefined) return problem;
  if (error instanceof Error && 'code' in error) return `can't be read (${toLabError(error).message})`;
  const tooLarge = error instanceof Error && error.message.includes('pixel limit');
  return tooLarge ? `has more than ${pixelLimit / 1e6} million pixels` : 'is truncated or damaged';
}

/** Where the kept square lies in the resized image. */
export function centreWindow(width: number, height: number, size: number, framing: Framing = 'photo'): Window {
  const short = shortSide(size, framing);
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
