import { fieldFromImage, imageFromField } from './numeric/field.ts';
import { zoomIntoMiddle } from './numeric/zoom.ts';
import type { Corruption, CorruptionParameters } from './parameters.ts';

/**
 * Moving towards the scene: the mean of the image and its enlargements. Sums are kept in single precision like those of
 * the published code, since the final truncation to grey levels shows the difference.
 */
export const zoomBlur: Corruption<'zoom_blur'> = (image, parameters) => {
  const exact = fieldFromImage(image);
  const field = { ...exact, data: Float64Array.from(exact.data, Math.fround) };
  const factors = zoomFactors(parameters);
  const sum = new Float32Array(field.data.length);
  for (const factor of factors) {
    const { data } = zoomIntoMiddle(field, factor);
    for (let i = 0; i < sum.length; i++) sum[i]! += Math.fround(data[i]!);
  }
  const count = factors.length + 1;
  const mean = Float64Array.from(sum, (value, i) => {
    const share = Math.fround(Math.fround(field.data[i]! + value) / count);
    return Math.fround(share * 255) / 255;
  });
  return imageFromField({ ...field, data: mean });
};

/** 1, 1 + step, … with the rounding of NumPy's `arange`, by which the last factor can reach `end`. */
function zoomFactors({ end, step }: CorruptionParameters['zoom_blur']): number[] {
  const count = Math.ceil((end - 1) / step);
  const roundedStep = 1 + step - 1;
  return Array.from({ length: count }, (_, i) => 1 + i * roundedStep);
}
