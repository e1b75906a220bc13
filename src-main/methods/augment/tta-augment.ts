import { permutation, seeded, type Random } from '../../../src-shared/random.ts';
import type { Normalisation } from '../../../src-shared/normalisation.ts';
import { float32, type HostTensor } from '../../engines/engine.ts';
import { changeColor, colorChanges, type ColorChange } from './color.ts';
import { clip, fromUnit, toUnit } from './unit-range.ts';
import { warpImages, type Warp } from './warp.ts';

/** `image`: values are brought between 0 and 1 and back again. `input`: normalised values are taken for such. */
export type AugmentedRange = 'image' | 'input';

interface AugmentOptions {
  readonly range: AugmentedRange;
  readonly normalisation?: Normalisation | undefined;
}

/** How far each change may go. */
export const amounts: Readonly<Record<ColorChange, readonly [number, number]>> = {
  brightness: [0.6, 1.4],
  contrast: [0.7, 1.3],
  saturation: [0.5, 1.5],
  hue: [-0.06, 0.06],
  gamma: [0.7, 1.3],
};
/** In degrees. */
export const largestAngle = 15;
export const scales = [0.9, 1.1] as const;
/** Of twice the size of the image, since it is shifted with its padding. */
export const largestShift = 1 / 16;
const blurs = [0.001, 0.5] as const;
export const flipProbability = 0.5;
const noiseDeviation = 0.005;

export function between(random: Random, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random();
}

function drawWarp(size: number, random: Random): Warp {
  const shift = (): number => Math.round(between(random, [-1, 1]) * largestShift * 2 * size);
  return {
    angle: (between(random, [-largestAngle, largestAngle]) * Math.PI) / 180,
    shift: [shift(), shift()],
    scale: between(random, scales),
    blur: between(random, blurs),
    flipped: random() < flipProbability,
  };
}

/** Adds normally distributed noise in place; Box and Muller's transform gives two numbers at a time. */
function addNoise(pixels: Float32Array, random: Random): void {
  for (let i = 0; i < pixels.length; i += 2) {
    const radius = noiseDeviation * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    pixels[i] = pixels[i]! + radius * Math.cos(angle);
    if (i + 1 < pixels.length) pixels[i + 1] = pixels[i + 1]! + radius * Math.sin(angle);
  }
}

/** One augmented copy of a batch: all of its images get the same change, and noise of their own. */
function augment(images: HostTensor, { range, normalisation }: AugmentOptions, random: Random): HostTensor {
  const size = images.shape[3] ?? 1;
  const source = images.data as Float32Array;
  const plane = size * size;
  const pixels = range === 'image' ? toUnit(source, plane, normalisation) : clip(source.slice());
  for (const index of permutation(colorChanges.length, random)) {
    const change = colorChanges[index]!;
    changeColor(pixels, plane, change, between(random, amounts[change]));
  }
  const warped = warpImages(pixels, size, drawWarp(size, random));
  addNoise(warped, random);
  const clipped = clip(warped);
  const values = range === 'image' ? fromUnit(clipped, plane, normalisation) : clipped;
  return float32(values, images.shape);
}

/**
 * Augmented copies of a batch [B,3,S,S] as CoTTA's teacher sees them (Wang et al., 2022, supplement): colours, an affine
 * transform, blur, mirroring, noise. Made one at a time, each from its own seed.
 */
export function* augmentations(
  images: HostTensor,
  { copies, seed, ...options }: AugmentOptions & { readonly copies: number; readonly seed: number },
): Generator<HostTensor, void, undefined> {
  for (let copy = 0; copy < copies; copy++) yield augment(images, options, seeded(seed, copy));
}
