import { correlate } from './correlate.ts';
import type { Taps } from './correlate.ts';
import type { Field } from './field.ts';

/**
 * Smears a field in one direction: a one-sided Gaussian of 2⌈radius⌉ + 1 samples taken along a line from each pixel,
 * edges repeated (ImageMagick's motion blur). Values are rounded to whole numbers.
 *
 * @param angle direction in degrees, clockwise from the x axis (y points down)
 */
export function motionFilter(field: Field, radius: number, sigma: number, angle: number): Field {
  const result = correlate(field, motionTaps(radius, sigma, angle), 'nearest');
  for (let i = 0; i < result.data.length; i++) result.data[i] = Math.round(result.data[i]!);
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
