import type { RgbImage } from '../image.ts';
import { affineBetween } from './numeric/affine.ts';
import type { Point, Triangle } from './numeric/affine.ts';
import { blankField, fieldFromImage, imageFromField } from './numeric/field.ts';
import type { Field } from './numeric/field.ts';
import { gaussianFilter } from './numeric/gaussian.ts';
import { resample } from './numeric/resample.ts';
import type { Corruption, CorruptionParameters } from './parameters.ts';
import type { RandomStream } from './random.ts';

/** Stretches the image at random: first as a whole (a random affine map), then locally (a smooth random displacement). */
export const elasticTransform: Corruption<'elastic_transform'> = (image, parameters, random) => {
  const stretched = stretch(fieldFromImage(image), parameters.jitter, random);
  const alongX = displacements(image, parameters, random);
  const alongY = displacements(image, parameters, random);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const i = y * image.width + x;
      alongX[i]! += x;
      alongY[i]! += y;
    }
  }
  return imageFromField(resample(stretched, alongX, alongY, 'reflect'));
};

/** Moves three corners of a square in the middle by up to `jitter` pixels along each axis, and the field with them. */
function stretch(field: Field, jitter: number, random: RandomStream): Field {
  const { width, height } = field;
  const centre = { x: Math.floor(width / 2), y: Math.floor(height / 2) };
  const reach = Math.floor(Math.min(width, height) / 3);
  const corners: Triangle = [
    { x: centre.x + reach, y: centre.y + reach },
    { x: centre.x + reach, y: centre.y - reach },
    { x: centre.x - reach, y: centre.y - reach },
  ];
  const move = ({ x, y }: Point): Point => ({
    x: x + random.uniform(-jitter, jitter),
    y: y + random.uniform(-jitter, jitter),
  });
  const moved: Triangle = [move(corners[0]), move(corners[1]), move(corners[2])];
  const origin = affineBetween(moved, corners);
  const xs = new Float64Array(width * height);
  const ys = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      xs[i] = origin.xx * x + origin.xy * y + origin.x0;
      ys[i] = origin.yx * x + origin.yy * y + origin.y0;
    }
  }
  return resample(field, xs, ys, 'reflect101');
}

/** One component of the displacement in pixels: uniform noise, smoothed (to 3 sigma) and scaled. */
function displacements(
  { width, height }: RgbImage,
  { displacement, smoothing }: CorruptionParameters['elastic_transform'],
  random: RandomStream,
): Float64Array {
  const noise = blankField(width, height, 1);
  if (displacement === 0) return noise.data;
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = random.uniform(-1, 1);
  const radius = Math.floor(3 * smoothing + 0.5);
  return gaussianFilter(noise, smoothing, { border: 'reflect', radius }).data.map((value) => value * displacement);
}
