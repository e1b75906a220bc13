import { channelCount } from '../image.ts';
import type { RgbImage } from '../image.ts';
import { growFerns } from './frost-ferns.ts';
import { shadePlates } from './frost-plates.ts';
import { frostStyles } from './frost-styles.ts';
import type { FrostStyle } from './frost-styles.ts';
import { plasma } from './numeric/plasma.ts';
import { createRandomStream } from './random.ts';

/** Side of a texture in pixels. Textures are seamless: their right edge continues at the left one, the lower at the upper. */
export const frostTextureSize = 512;

export const frostTextureCount = frostStyles.length;

const textures = new Map<number, RgbImage>();

/** One of the lab's ice textures; painted at first use, always the same. */
export function frostTexture(index: number): RgbImage {
  let texture = textures.get(index);
  if (!texture) {
    texture = paintFrost(frostStyles[index]!, index);
    textures.set(index, texture);
  }
  return texture;
}

function paintFrost(style: FrostStyle, index: number): RgbImage {
  const relief = sculpt(style, index);
  const data = new Uint8Array(relief.length * channelCount);
  for (let i = 0; i < data.length; i++) {
    const level = style.tint[i % channelCount]! + style.contrast * relief[Math.floor(i / channelCount)]!;
    data[i] = Math.min(Math.max(Math.round(level), 0), 255);
  }
  return { width: frostTextureSize, height: frostTextureSize, data };
}

/** The height of the ice, of mean 0 and variance 1. */
function sculpt({ ferns, plates, cloudWeight, grainWeight }: FrostStyle, index: number): Float64Array {
  const size = frostTextureSize;
  const random = createRandomStream('frost texture', index);
  const layers = [
    { weight: ferns.weight, heights: growFerns(size, ferns, random) },
    { weight: plates.weight, heights: shadePlates(size, plates, random) },
    { weight: cloudWeight, heights: plasma(size, cloudDecay, random) },
    { weight: grainWeight, heights: Float64Array.from({ length: size * size }, () => random.normal(0, 1)) },
  ];
  const sum = new Float64Array(size * size);
  for (const { weight, heights } of layers) {
    const standard = standardize(heights);
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * standard[i]!;
  }
  return standardize(sum);
}

/** Smooth enough for the clouds to add almost no fine detail. */
const cloudDecay = 1.9;

function standardize(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance);
  return values.map((value) => (value - mean) / deviation);
}
