import { changeHsv } from './numeric/hsv.ts';
import type { Corruption } from './parameters.ts';

export const brightness: Corruption<'brightness'> = (image, { shift }) =>
  changeHsv(image, { value: (value) => value + shift });
