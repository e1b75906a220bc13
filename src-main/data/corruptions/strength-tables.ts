import type { RgbImage } from '../image.ts';
import { cifarTable } from './cifar-table.ts';
import { imagenetTable } from './imagenet-table.ts';
import type { StrengthTable } from './parameters.ts';

export { cifarTable, imagenetTable };

/** Largest side in pixels for which the strengths of CIFAR-10-C are the better fit. */
const largestSmallImage = 64;

/** The published table made for images of about this size. */
export function tableForSize(image: Pick<RgbImage, 'width' | 'height'>): StrengthTable {
  return Math.max(image.width, image.height) <= largestSmallImage ? cifarTable : imagenetTable;
}
