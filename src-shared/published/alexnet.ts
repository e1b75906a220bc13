import type { TestCorruptionName } from '../corruptions.ts';

/**
 * Top-1 errors of AlexNet on ImageNet-C, fractions, each the mean over the five severities: what corruption errors are
 * relative to. Hendrycks and Dietterich (ICLR 2019), in full digits as their repository github.com/hendrycks/robustness has
 * them (`ImageNet-C/test.py`); AugMix and MMClassification use the same.
 */
export const alexNetErrors: Readonly<Record<TestCorruptionName, number>> = {
  gaussian_noise: 0.886428,
  shot_noise: 0.894468,
  impulse_noise: 0.92264,
  defocus_blur: 0.81988,
  glass_blur: 0.826268,
  motion_blur: 0.785948,
  zoom_blur: 0.79836,
  snow: 0.866816,
  frost: 0.826572,
  fog: 0.819324,
  brightness: 0.564592,
  contrast: 0.853204,
  elastic_transform: 0.646056,
  pixelate: 0.71784,
  jpeg_compression: 0.6065,
};
