import { channelCount } from '../../image.ts';
import type { RgbImage } from '../../image.ts';

/** A grid of real numbers with `channels` values per point, stored row by row with the channels of a point together. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float64Array;
}

export function blankField(width: number, height: number, channels: number): Field {
  return { width, height, channels, data: new Float64Array(width * height * channels) };
}

/** The image as fractions of full scale, 0 to 1. */
export function fieldFromImage(image: RgbImage): Field {
  const field = blankField(image.width, image.height, channelCount);
  const { data } = field;
  for (let i = 0; i < data.length; i++) data[i] = image.data[i]! / 255;
  return field;
}

/** The image whose fractions of full scale are given. Values are cut to 0..1; grey levels are truncated, as ImageNet-C does. */
export function imageFromField({ width, height, data }: Field): RgbImage {
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) bytes[i] = Math.min(Math.max(data[i]!, 0), 1) * 255;
  return { width, height, data: bytes };
}

/** Applies `change` to every channel value of an image given as a fraction of full scale. */
export function mapImage(image: RgbImage, change: (value: number) => number): RgbImage {
  const bytes = new Uint8Array(image.data.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.min(Math.max(change(image.data[i]! / 255), 0), 1) * 255;
  return { width: image.width, height: image.height, data: bytes };
}
