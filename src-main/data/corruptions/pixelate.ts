import { boxResize } from './numeric/box-resize.ts';
import type { Corruption } from './parameters.ts';

export const pixelate: Corruption<'pixelate'> = (image, { factor }) => {
  const { width, height } = image;
  return boxResize(boxResize(image, coarse(width, factor), coarse(height, factor)), width, height);
};

function coarse(length: number, factor: number): number {
  return Math.max(1, Math.floor(length * factor));
}
