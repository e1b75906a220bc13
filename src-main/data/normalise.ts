import { LabError } from '../../src-shared/errors.ts';
import type { Preprocessing } from './dataset.ts';

const channels = 3;

/** Turns 8-bit images into what a model wants, by three tables of 256 values. */
export type Normaliser = (pixels: Uint8Array, target: Float32Array, offset: number) => void;

/**
 * A function that writes an image (H×W×3 bytes) as 3×H×W float32 at `offset` of `target`.
 * @throws LabError `bad-option` when mean or std isn't three numbers, or a std is zero.
 */
export function createNormaliser({ mean, std }: Pick<Preprocessing, 'mean' | 'std'>): Normaliser {
  if (mean.length !== channels || std.length !== channels || std.some((deviation) => !(deviation > 0))) {
    throw new LabError('bad-option', 'Mean and std must be three numbers each, one per channel, with a positive std.');
  }
  const tables = mean.map((center, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value / 255 - center) / std[channel]!),
  );
  return (pixels, target, offset) => {
    const area = pixels.length / channels;
    tables.forEach((table, channel) => {
      const start = offset + channel * area;
      for (let i = 0; i < area; i++) target[start + i] = table[pixels[i * channels + channel]!]!;
    });
  };
}
