import type { CorruptionName } from '../../../src-shared/corruptions.ts';
import type { RgbImage } from '../image.ts';
import type { RandomStream } from './random.ts';

/** The strength parameters of each corruption. Intensities are fractions of full scale, lengths are pixels. */
export interface CorruptionParameters {
  gaussian_noise: { readonly deviation: number };
  /** Expected number of photons of a fully bright channel. */
  shot_noise: { readonly photons: number };
  /** Share of channel values replaced by 0 or 1. */
  impulse_noise: { readonly amount: number };
  speckle_noise: { readonly deviation: number };
  defocus_blur: { readonly radius: number; readonly edgeSigma: number };
  glass_blur: { readonly sigma: number; readonly reach: number; readonly rounds: number };
  motion_blur: { readonly radius: number; readonly sigma: number };
  /** Zoom factors 1, 1 + step, … below `end`. */
  zoom_blur: { readonly end: number; readonly step: number };
  gaussian_blur: { readonly sigma: number };
  snow: {
    readonly mean: number;
    readonly deviation: number;
    readonly zoom: number;
    readonly threshold: number;
    readonly radius: number;
    readonly sigma: number;
    /** Share of the original image; the rest is a whitened one. */
    readonly imageShare: number;
  };
  /** `textureScale` is the size of the texture relative to its native resolution. */
  frost: { readonly imageWeight: number; readonly frostWeight: number; readonly textureScale: number };
  /** `decay` is the factor by which the fog's roughness falls with each halving of scale. */
  fog: { readonly amount: number; readonly decay: number };
  spatter: {
    readonly mean: number;
    readonly deviation: number;
    readonly sigma: number;
    readonly threshold: number;
    readonly liquid: 'water' | 'mud';
    /** Water: intensity of the drops. Mud: blur of the stains' edges in pixels. */
    readonly strength: number;
  };
  brightness: { readonly shift: number };
  contrast: { readonly factor: number };
  saturate: { readonly factor: number; readonly shift: number };
  elastic_transform: { readonly displacement: number; readonly smoothing: number; readonly jitter: number };
  pixelate: { readonly factor: number };
  jpeg_compression: { readonly quality: number };
}

/** Five strengths, severity 1 first. */
type Strengths<P> = readonly [P, P, P, P, P];

/** The parameters of all corruptions at all severities: what makes a corrupted dataset what it is. */
export type StrengthTable = { readonly [C in CorruptionName]: Strengths<CorruptionParameters[C]> };

/** Corrupts an image; the input is left untouched and all randomness comes from `random`. */
export type Corruption<C extends CorruptionName> = (
  image: RgbImage,
  parameters: CorruptionParameters[C],
  random: RandomStream,
) => RgbImage | Promise<RgbImage>;
