import { changeHsv } from './numeric/hsv.ts';
import type { Corruption } from './parameters.ts';

/** Paler or more vivid colours. */
export const saturate: Corruption<'saturate'> = (image, { factor, shift }) =>
  changeHsv(image, { saturation: (saturation) => saturation * factor + shift });
