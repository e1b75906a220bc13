import { fieldFromImage, imageFromField } from './numeric/field.ts';
import { gaussianFilter } from './numeric/gaussian.ts';
import type { Corruption } from './parameters.ts';

export const gaussianBlur: Corruption<'gaussian_blur'> = (image, { sigma }) =>
  imageFromField(gaussianFilter(fieldFromImage(image), sigma));
