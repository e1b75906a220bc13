import { knownNormalisations, type Normalisation } from '../../../src-shared/normalisation.ts';

/** Applies `change` to each value with mean and standard deviation of its channel; images [B,3,S·S]. */
function perChannel(
  images: Float32Array,
  plane: number,
  { mean, std }: Normalisation,
  change: (value: number, mean: number, std: number) => number,
): Float32Array {
  const result = new Float32Array(images.length);
  for (let first = 0, channel = 0; first < images.length; first += plane, channel = (channel + 1) % 3) {
    const [centre, scale] = [mean[channel]!, std[channel]!];
    for (let i = first; i < first + plane; i++) result[i] = change(images[i]!, centre, scale);
  }
  return result;
}

/** Normalised images with their values between 0 and 1 again, so that they can be changed as images are. */
export function toUnit(
  images: Float32Array,
  plane: number,
  by: Normalisation = knownNormalisations.half,
): Float32Array {
  return perChannel(images, plane, by, (value, mean, std) => Math.min(1, Math.max(0, value * std + mean)));
}

export function fromUnit(
  images: Float32Array,
  plane: number,
  by: Normalisation = knownNormalisations.half,
): Float32Array {
  return perChannel(images, plane, by, (value, mean, std) => (value - mean) / std);
}
