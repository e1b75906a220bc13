import { knownNormalisations, type Normalisation } from '../../../src-shared/normalisation.ts';

/** Of an image. */
export const channels = 3;

/** Values outside of the range of images go to its ends, in place. */
export function clip(pixels: Float32Array): Float32Array {
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(1, Math.max(0, pixels[i]!));
  return pixels;
}

/** Each value times the factor of its channel, plus an offset; images [B,3,S·S]. */
function rescaled(
  images: Float32Array,
  plane: number,
  factors: readonly number[],
  offsets: readonly number[],
): Float32Array {
  const result = new Float32Array(images.length);
  for (let first = 0, channel = 0; first < images.length; first += plane, channel = (channel + 1) % channels) {
    const [factor, offset] = [factors[channel]!, offsets[channel]!];
    for (let i = first; i < first + plane; i++) result[i] = images[i]! * factor + offset;
  }
  return result;
}

/** Normalised images with their values between 0 and 1 again, so that they can be changed as images are. */
export function toUnit(
  images: Float32Array,
  plane: number,
  { mean, std }: Normalisation = knownNormalisations.half,
): Float32Array {
  return clip(rescaled(images, plane, std, mean));
}

export function fromUnit(
  images: Float32Array,
  plane: number,
  { mean, std }: Normalisation = knownNormalisations.half,
): Float32Array {
  return rescaled(
    images,
    plane,
    std.map((scale) => 1 / scale),
    mean.map((centre, channel) => -centre / std[channel]!),
  );
}
