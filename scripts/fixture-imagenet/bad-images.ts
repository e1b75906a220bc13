import { join } from 'node:path';
import sharp from 'sharp';
import { imagenetClasses } from '../../src-main/data/imagenet/classes.ts';
import type { RgbImage } from '../../src-main/data/image.ts';
import { seeded, textKey } from '../../src-shared/random.ts';
import { drawPicture } from './draw.ts';
import { put, sharpOf, usualQuality } from './jpeg.ts';
import { lookOf } from './looks.ts';
import type { Fixture } from './options.ts';
import { photo } from './styles.ts';

/** A file of the gallery, made from an ordinary picture. */
interface Oddity {
  readonly file: string;
  /** Whether it is an image after all, if an unusual one. */
  readonly readable: boolean;
  readonly encode: (image: RgbImage) => Promise<Buffer> | Buffer;
}

const jpeg = (image: RgbImage): Promise<Buffer> => sharpOf(image).jpeg({ quality: usualQuality }).toBuffer();

/** Everything odd that is found in folders of images. */
export const oddities: readonly Oddity[] = [
  { file: 'ordinary.JPEG', readable: true, encode: jpeg },
  { file: 'grey.JPEG', readable: true, encode: (image) => sharpOf(image).toColourspace('b-w').jpeg().toBuffer() },
  { file: 'cmyk.JPEG', readable: true, encode: (image) => sharpOf(image).toColourspace('cmyk').jpeg().toBuffer() },
  {
    file: 'progressive.JPEG',
    readable: true,
    encode: (image) => sharpOf(image).jpeg({ progressive: true }).toBuffer(),
  },
  {
    file: 'exif-rotated.JPEG',
    readable: true,
    encode: (image) => sharpOf(image).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  },
  {
    file: 'wide-gamut.JPEG',
    readable: true,
    encode: (image) => sharpOf(image).withIccProfile('p3').jpeg().toBuffer(),
  },
  { file: 'png-inside.JPEG', readable: true, encode: (image) => sharpOf(image).png().toBuffer() },
  { file: 'deep.png', readable: true, encode: (image) => sharpOf(image).toColourspace('rgb16').png().toBuffer() },
  { file: 'deep-grey.png', readable: true, encode: (image) => sharpOf(image).toColourspace('grey16').png().toBuffer() },
  { file: 'palette.png', readable: true, encode: (image) => sharpOf(image).png({ palette: true }).toBuffer() },
  { file: 'alpha.png', readable: true, encode: (image) => sharpOf(image).ensureAlpha(0.3).png().toBuffer() },
  { file: 'animated.webp', readable: true, encode: animation },
  { file: 'one-pixel.png', readable: true, encode: () => onePixel() },
  { file: 'truncated.JPEG', readable: false, encode: async (image) => cut(await jpeg(image), 0.6) },
  { file: 'truncated.png', readable: false, encode: async (image) => cut(await sharpOf(image).png().toBuffer(), 0.6) },
  { file: 'header-only.JPEG', readable: false, encode: async (image) => (await jpeg(image)).subarray(0, 64) },
  { file: 'zero-bytes.JPEG', readable: false, encode: () => Buffer.alloc(0) },
  {
    file: 'web-page.JPEG',
    readable: false,
    encode: () => Buffer.from('<!DOCTYPE html><title>404 Not Found</title>\n'),
  },
];

function cut(bytes: Buffer, share: number): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * share));
}

function onePixel(): Promise<Buffer> {
  return sharp({ create: { width: 1, height: 1, channels: 3, background: '#804020' } })
    .png()
    .toBuffer();
}

/** Two frames: the picture, and the same in grey. */
async function animation(image: RgbImage): Promise<Buffer> {
  const frames = await Promise.all([sharpOf(image), sharpOf(image).greyscale()].map((frame) => frame.png().toBuffer()));
  return sharp(frames, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
}

/** Labels of the classes in which the gallery hangs; each has all of its files. */
const galleryLabels = [0, 217] as const;

/** Writes the gallery: `<folder>/bad-images/<wnid>/<file>`, two classes with each of the `oddities`. */
export async function makeBadImages({ folder, seed, progress }: Fixture): Promise<void> {
  progress(`bad-images: ${galleryLabels.length * oddities.length} files`);
  for (const label of galleryLabels) {
    const random = seeded(seed, textKey('bad-images'), label);
    const image = drawPicture(lookOf(label), photo, { width: 240, height: 180 }, random);
    for (const { file, encode } of oddities) {
      await put(join(folder, 'bad-images', imagenetClasses()[label]!.wnid, file), await encode(image));
    }
  }
}
