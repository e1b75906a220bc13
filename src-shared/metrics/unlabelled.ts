import { mean } from '../statistics/mean-std.ts';
import { z } from 'zod';

/** How an adapted state predicts images of its stream, measured without their labels. */
export const unlabelledSchema = z.strictObject({
  images: z.int().positive(),
  /** Share of images whose prediction stays when they are mirrored. */
  consistency: z.number().min(0).max(1),
  /** Soft neighbourhood density of the probabilities; null for fewer than two images. */
  snd: z.number().nonnegative().nullable(),
  /** That it took. */
  seconds: z.number().nonnegative(),
});
export type Unlabelled = z.output<typeof unlabelledSchema>;

/** Temperature of the similarities, as its authors have it. */
const temperature = 0.05;

/**
 * Soft neighbourhood density (Saito et al., ICCV 2021): mean entropy of each image's similarities to the others, of
 * probabilities of length 1, sharpened by a temperature of 0.05. High where predictions form dense clusters.
 * @param probabilities row-major, one row of `classes` values per image
 */
export function neighbourhoodDensity(probabilities: Float32Array, classes: number): number | null {
  const count = Math.floor(probabilities.length / classes);
  if (count < 2) return null;
  const rows = Float64Array.from(probabilities);
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let k = 0; k < classes; k++) squares += rows[i * classes + k]! ** 2;
    const length = Math.sqrt(squares);
    for (let k = 0; k < classes; k++) rows[i * classes + k]! /= length;
  }
  const similarity = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let dot = 0;
      for (let k = 0; k < classes; k++) dot += rows[i * classes + k]! * rows[j * classes + k]!;
      similarity[j] = dot / temperature;
    }
    similarity[i] = -Infinity;
    total += entropyOf(similarity);
  }
  return total / count;
}

/** −Σ p ln p of the softmax of some values. */
function entropyOf(values: Float64Array): number {
  let largest = -Infinity;
  for (const value of values) if (value > largest) largest = value;
  let weights = 0;
  let weighted = 0;
  for (const value of values) {
    const weight = Math.exp(value - largest);
    weights += weight;
    // 0 · −∞ is 0.
    if (weight > 0) weighted += weight * (value - largest);
  }
  return Math.log(weights) - weighted / weights;
}

/** Means over streams, each counting the same, and seconds of all; undefined where one was not measured. */
export function averageUnlabelled(
  streams: readonly { readonly images: number; readonly unlabelled?: Unlabelled }[],
): Unlabelled | undefined {
  const measured = streams.filter(({ images }) => images > 0).map(({ unlabelled }) => unlabelled);
  const known = measured.filter((one) => one !== undefined);
  if (known.length === 0 || known.length < measured.length) return undefined;
  const densities = known.map(({ snd }) => snd);
  return {
    images: known[0]!.images,
    consistency: mean(known.map(({ consistency }) => consistency)),
    snd: densities.includes(null) ? null : mean(densities.filter((density) => density !== null)),
    seconds: known.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
