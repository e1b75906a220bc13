import { borderIndex } from './border.ts';
import type { Border } from './border.ts';
import { blankField } from './field.ts';
import type { Field } from './field.ts';

/**
 * Reads a field between its points: the result at point i is the bilinear interpolation of `field` at (xs[i], ys[i]).
 * `xs` and `ys` hold one position, in pixels, for each point of the result, which has the size of `field`.
 */
export function resample(field: Field, xs: Float64Array, ys: Float64Array, border: Border): Field {
  const { width, height, channels, data } = field;
  const result = blankField(width, height, channels);
  for (let i = 0; i < xs.length; i++) {
    const x = Math.floor(xs[i]!);
    const y = Math.floor(ys[i]!);
    const rightward = xs[i]! - x;
    const downward = ys[i]! - y;
    const left = borderIndex(x, width, border);
    const right = borderIndex(x + 1, width, border);
    const top = borderIndex(y, height, border) * width;
    const bottom = borderIndex(y + 1, height, border) * width;
    for (let c = 0; c < channels; c++) {
      const above = mix(data[(top + left) * channels + c]!, data[(top + right) * channels + c]!, rightward);
      const below = mix(data[(bottom + left) * channels + c]!, data[(bottom + right) * channels + c]!, rightward);
      result.data[i * channels + c] = mix(above, below, downward);
    }
  }
  return result;
}

function mix(first: number, second: number, share: number): number {
  return first * (1 - share) + second * share;
}
