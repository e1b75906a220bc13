import type { CorruptionParameters, StrengthTable } from '../corruptions/parameters.ts';

/** Snow of one kind that grows denser and whitens the image more. */
const snow = (mean: number, imageShare: number): CorruptionParameters['snow'] => ({
  mean,
  deviation: 0.3,
  zoom: 1.25,
  threshold: 0.65,
  radius: 14,
  sigma: 12,
  imageShare,
});

/** Mud of one kind that covers more and more. */
const mud = (threshold: number): CorruptionParameters['spatter'] => ({
  mean: 0.65,
  deviation: 0.2,
  sigma: 0.8,
  threshold,
  liquid: 'mud',
  strength: 0.6,
});

const frost = (imageWeight: number, frostWeight: number): CorruptionParameters['frost'] => ({
  imageWeight,
  frostWeight,
  textureScale: 0.2,
});

const stretch = (displacement: number, jitter: number): CorruptionParameters['elastic_transform'] => ({
  displacement,
  smoothing: 0.96,
  jitter,
});

/**
 * Strengths for painted Fashion-MNIST. Those of CIFAR-10-C barely affect a model of garments, so these were chosen on
 * validation images (held out of the training images) with scripts/check-strengths.ts, such that each corruption,
 * the validation ones included, costs the source model more with each severity and much at the strongest.
 */
export const quickstartStrengths: StrengthTable = {
  gaussian_noise: [
    { deviation: 0.06 },
    { deviation: 0.1 },
    { deviation: 0.14 },
    { deviation: 0.17 },
    { deviation: 0.2 },
  ],
  shot_noise: [{ photons: 60 }, { photons: 30 }, { photons: 18 }, { photons: 12 }, { photons: 9 }],
  impulse_noise: [{ amount: 0.03 }, { amount: 0.06 }, { amount: 0.08 }, { amount: 0.1 }, { amount: 0.13 }],
  speckle_noise: [{ deviation: 0.2 }, { deviation: 0.3 }, { deviation: 0.38 }, { deviation: 0.44 }, { deviation: 0.5 }],
  defocus_blur: [
    { radius: 1.5, edgeSigma: 0.3 },
    { radius: 2, edgeSigma: 0.3 },
    { radius: 3, edgeSigma: 0.3 },
    { radius: 4, edgeSigma: 0.3 },
    { radius: 5, edgeSigma: 0.3 },
  ],
  glass_blur: [
    { sigma: 0.4, reach: 1, rounds: 1 },
    { sigma: 0.4, reach: 1, rounds: 2 },
    { sigma: 0.6, reach: 1, rounds: 3 },
    { sigma: 0.65, reach: 2, rounds: 1 },
    { sigma: 0.75, reach: 2, rounds: 2 },
  ],
  motion_blur: [
    { radius: 8, sigma: 1.5 },
    { radius: 9, sigma: 2.5 },
    { radius: 11, sigma: 3.5 },
    { radius: 13, sigma: 4.5 },
    { radius: 15, sigma: 6 },
  ],
  zoom_blur: [
    { end: 1.25, step: 0.02 },
    { end: 1.4, step: 0.02 },
    { end: 1.55, step: 0.02 },
    { end: 1.7, step: 0.02 },
    { end: 1.8, step: 0.02 },
  ],
  gaussian_blur: [{ sigma: 1 }, { sigma: 1.4 }, { sigma: 1.8 }, { sigma: 2.2 }, { sigma: 2.7 }],
  snow: [snow(0.1, 0.95), snow(0.2, 0.9), snow(0.28, 0.85), snow(0.34, 0.8), snow(0.4, 0.75)],
  frost: [frost(0.85, 0.35), frost(0.75, 0.45), frost(0.68, 0.55), frost(0.6, 0.65), frost(0.52, 0.75)],
  fog: [
    { amount: 0.5, decay: 2 },
    { amount: 0.75, decay: 2 },
    { amount: 1, decay: 2 },
    { amount: 1.25, decay: 2 },
    { amount: 1.6, decay: 2 },
  ],
  spatter: [mud(0.72), mud(0.7), mud(0.685), mud(0.665), mud(0.645)],
  brightness: [{ shift: 0.25 }, { shift: 0.38 }, { shift: 0.48 }, { shift: 0.58 }, { shift: 0.67 }],
  contrast: [{ factor: 0.5 }, { factor: 0.4 }, { factor: 0.3 }, { factor: 0.23 }, { factor: 0.17 }],
  saturate: [
    { factor: 1.5, shift: 0.05 },
    { factor: 2, shift: 0.1 },
    { factor: 2.5, shift: 0.2 },
    { factor: 3.5, shift: 0.3 },
    { factor: 6, shift: 0.4 },
  ],
  elastic_transform: [stretch(3, 1), stretch(4.5, 1.5), stretch(6, 2), stretch(7, 2.5), stretch(8, 3)],
  pixelate: [{ factor: 0.6 }, { factor: 0.45 }, { factor: 0.35 }, { factor: 0.3 }, { factor: 0.27 }],
  jpeg_compression: [{ quality: 25 }, { quality: 12 }, { quality: 6 }, { quality: 4 }, { quality: 2 }],
};
