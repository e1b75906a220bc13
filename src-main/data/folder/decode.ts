import sharp from 'sharp';
import type { RgbImage } from '../image.ts';

/** Short side before the centre crop relative to the crop: 256 for 224, as published ImageNet results are made. */
const resizeRatio = 256 / 224;

/** Largest image that is decoded, in pixels: a broken header must not ask for all the memory. */
const pixelLimit = 200_000_000;

/** Size to which an image is resized so that its short side is `size`; the long side is rounded down. */
export function resizedSize(width: number, height: number, size: number): { width: number; height: number } {
  return width <= height
    ? { width: size, height: Math.max(size, Math.floor((size * height) / width)) }
    : { width: Math.max(size, Math.floor((size * width) / height)), height: size };
}

/** First row or column of a centre crop, rounded to even as the common Python transforms do. */
export function cropOffset(extent: number, crop: number): number {
  const half = (extent - crop) / 2;
  const rounded = Math.round(half);
  return rounded - half === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/**
 * Decodes a JPEG, PNG or WebP file to `imageSize`² RGB: short side resized to 256/224 of it (bilinear with
 * antialiasing), then the centre. EXIF orientation is ignored, as by the loaders that published results were made
 * with. Greyscale, CMYK, palette and 16-bit images become 8-bit RGB; alpha is dropped, not blended.
 * @throws Error from the decoder when the file is no image, damaged or truncated.
 */
export async function decodeImage(path: string, imageSize: number): Promise<RgbImage> {
  const input = sharp(path, { failOn: 'truncated', limitInputPixels: pixelLimit, autoOrient: false });
  const { width: fullWidth, height: fullHeight } = await input.metadata();
  const { width, height } = resizedSize(fullWidth, fullHeight, Math.round(imageSize * resizeRatio));
  const data = await input
    .toColourspace('srgb')
    .removeAlpha()
    .resize(width, height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
    .extract({
      left: cropOffset(width, imageSize),
      top: cropOffset(height, imageSize),
      width: imageSize,
      height: imageSize,
    })
    .raw({ depth: 'uchar' })
    .toBuffer();
  return { width: imageSize, height: imageSize, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}
