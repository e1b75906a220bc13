import { correlate, tapsFromKernel } from './numeric/correlate.ts';
import type { Taps } from './numeric/correlate.ts';
import { fieldFromImage, imageFromField } from './numeric/field.ts';
import { gaussianFilter } from './numeric/gaussian.ts';
import type { CorruptionParameters, Corruption } from './parameters.ts';

/** Out of focus: the image seen through a disk-shaped aperture with softened rim. */
export const defocusBlur: Corruption<'defocus_blur'> = (image, parameters) =>
  imageFromField(correlate(fieldFromImage(image), diskTaps(parameters), 'reflect101'));

/** Disks up to this radius share one kernel size and a narrower rim filter. */
const smallRadius = 8;

const cache = new Map<string, Taps>();

function diskTaps({ radius, edgeSigma }: CorruptionParameters['defocus_blur']): Taps {
  const key = `${radius}/${edgeSigma}`;
  let taps = cache.get(key);
  if (!taps) {
    taps = softDisk(radius, edgeSigma);
    cache.set(key, taps);
  }
  return taps;
}

function softDisk(radius: number, edgeSigma: number): Taps {
  const reach = Math.max(smallRadius, Math.ceil(radius));
  const side = 2 * reach + 1;
  const disk = new Float64Array(side * side);
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      if (x * x + y * y <= radius * radius) disk[(y + reach) * side + x + reach] = 1;
    }
  }
  const area = disk.reduce((sum, weight) => sum + weight, 0);
  const sharp = { width: side, height: side, channels: 1, data: disk.map((weight) => weight / area) };
  const rim = { radius: radius <= smallRadius ? 1 : 2, border: 'reflect101' } as const;
  const softened = gaussianFilter(sharp, edgeSigma, rim);
  // Single precision, as in the published code: it decides between neighbouring grey levels in flat areas.
  return tapsFromKernel(softened.data.map(Math.fround), side);
}
