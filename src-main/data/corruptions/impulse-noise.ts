import { mapImage } from './numeric/field.ts';
import type { Corruption } from './parameters.ts';

/** Salt and pepper: sets single channel values (not whole pixels) to full or zero, with equal chance. */
export const impulseNoise: Corruption<'impulse_noise'> = (image, { amount }, random) =>
  mapImage(image, (value) => (random.unit() >= amount ? value : random.unit() < 0.5 ? 1 : 0));
