import { channelCount } from '../image.ts';
import { fieldFromImage, imageFromField } from './numeric/field.ts';
import type { Corruption } from './parameters.ts';

/** Draws every channel towards its mean over the image. */
export const contrast: Corruption<'contrast'> = (image, { factor }) => {
  const field = fieldFromImage(image);
  const { data } = field;
  const pixels = image.width * image.height;
  for (let c = 0; c < channelCount; c++) {
    let sum = 0;
    for (let i = c; i < data.length; i += channelCount) sum += data[i]!;
    const mean = sum / pixels;
    for (let i = c; i < data.length; i += channelCount) data[i] = (data[i]! - mean) * factor + mean;
  }
  return imageFromField(field);
};
