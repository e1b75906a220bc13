import { channelCount } from '../image.ts';
import { fieldFromImage, imageFromField } from './numeric/field.ts';
import { gaussianFilter } from './numeric/gaussian.ts';
import type { Corruption } from './parameters.ts';

/**
 * Frosted glass: pixels take the colour of a random neighbour, between two slight blurs. The published code means to
 * swap two pixels but copies one over the other; so does this.
 */
export const glassBlur: Corruption<'glass_blur'> = (image, { sigma, reach, rounds }, random) => {
  const blurred = imageFromField(gaussianFilter(fieldFromImage(image), sigma));
  const { width, height, data } = blurred;
  for (let round = 0; round < rounds; round++) {
    for (let y = height - reach; y > reach; y--) {
      for (let x = width - reach; x > reach; x--) {
        const fromX = x + random.integer(-reach, reach);
        const fromY = y + random.integer(-reach, reach);
        const from = (fromY * width + fromX) * channelCount;
        data.copyWithin((y * width + x) * channelCount, from, from + channelCount);
      }
    }
  }
  return imageFromField(gaussianFilter(fieldFromImage(blurred), sigma));
};
