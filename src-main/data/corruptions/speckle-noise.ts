import { mapImage } from './numeric/field.ts';
import type { Corruption } from './parameters.ts';

/** Adds normal noise proportional to the channel value. */
export const speckleNoise: Corruption<'speckle_noise'> = (image, { deviation }, random) =>
  mapImage(image, (value) => value + value * random.normal(0, deviation));
