import { correlate } from './correlate.ts';
import type { Taps } from './correlate.ts';
import type { Field } from './field.ts';

/** Steps that one of 256 grey levels is divided into by a 16-bit representation. */
const sixteenBits = 257;

/**
 * Smears a field in one direction: a one-sided Gaussian of 2⌈radius⌉ + 1 samples taken along a line from each pixel,
 * edges repeated (ImageMagick's motion blur). Grey levels are rounded to 16 bits, as ImageMagick stores them, and then
 * truncated to whole ones, which is what its files turned out to hold.
 *
 * @param angle direction in degrees, clockwise from the x axis (y points down)
 */
export function motionFilter(field: Field, radius: number, sigma: number, angle: number): Field {
  const result = correlate(field, motionTaps(radius, sigma, angle), 'nearest');
  const { data } = result;
  for (let i = 0; i < data.length; i++) data[i] = Math.floor(Math.round(data[i]! * sixteenBits) / sixteenBits);
  return result;
}

function motionTaps(radius: number, sigma: number, angle: number): Taps {
  const count = 2 * Math.ceil(radius) + 1;
  const weights = Array.from({ length: count }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const alongX = Math.cos((angle * Math.PI) / 180);
  const alongY = Math.sin((angle * Math.PI) / 180);
  return weights.map((weight, i) => ({
    dx: Math.ceil(i * alongX - 0.5),
    dy: Math.ceil(i * alongY - 0.5),
    weight: weight / sum,
  }));
}
