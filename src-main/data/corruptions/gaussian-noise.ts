import { mapImage } from './numeric/field.ts';
import type { Corruption } from './parameters.ts';

/** Adds normal noise to every channel value: low light, warm sensor. */
export const gaussianNoise: Corruption<'gaussian_noise'> = (image, { deviation }, random) =>
  mapImage(image, (value) => value + random.normal(0, deviation));
