import { mapImage } from './numeric/field.ts';
import type { Corruption } from './parameters.ts';

/** Replaces every channel value by a count of photons with that expectation. */
export const shotNoise: Corruption<'shot_noise'> = (image, { photons }, random) =>
  mapImage(image, (value) => random.poisson(value * photons) / photons);
