import { channelCount } from '../image.ts';
import { fieldFromImage, imageFromField } from './numeric/field.ts';
import { plasma } from './numeric/plasma.ts';
import type { Corruption } from './parameters.ts';

/** Adds a cloud of the same grey to all channels and dims the sum so that the brightest value stays. */
export const fog: Corruption<'fog'> = (image, { amount, decay }, random) => {
  const field = fieldFromImage(image);
  const { width, height, data } = field;
  const cloudSize = powerOfTwoFrom(Math.max(width, height));
  const cloud = plasma(cloudSize, decay, random);
  const brightest = data.reduce((most, value) => Math.max(most, value), 0);
  const dimming = brightest / (brightest + amount);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const addition = amount * cloud[y * cloudSize + x]!;
      const i = (y * width + x) * channelCount;
      for (let c = 0; c < channelCount; c++) data[i + c] = (data[i + c]! + addition) * dimming;
    }
  }
  return imageFromField(field);
};

function powerOfTwoFrom(length: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(length)));
}
