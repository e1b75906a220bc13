import type { Random } from '../../src-shared/random.ts';
import type { Size } from './draw.ts';

/** Sizes of ImageNet's photographs in pixels, with how often (of 100) each is drawn. */
const photoSizes: readonly (readonly [number, Size])[] = [
  [50, { width: 500, height: 375 }],
  [18, { width: 375, height: 500 }],
  [14, { width: 500, height: 333 }],
  [8, { width: 333, height: 500 }],
  [5, { width: 400, height: 300 }],
  [2, { width: 500, height: 500 }],
  [1, { width: 220, height: 160 }],
  [1, { width: 127, height: 185 }],
  [1, { width: 1024, height: 768 }],
];

export function drawPhotoSize(random: Random): Size {
  const point = 100 * random();
  let passed = 0;
  for (const [share, size] of photoSizes) {
    passed += share;
    if (point < passed) return size;
  }
  return photoSizes[0]![1];
}
