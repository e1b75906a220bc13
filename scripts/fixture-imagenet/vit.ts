import { constant, type HostTensor } from '../../src-main/engines/engine.ts';
import { initialTheta, initialVitWeights } from '../../src-main/models/init-vit.ts';
import { vitModel } from '../../src-main/models/vit-model.ts';
import type { SourceModel } from '../../src-main/models/source-model.ts';
import type { VitShape } from '../../src-main/models/vit-layout.ts';
import { seeded, type Random } from '../../src-shared/random.ts';

/** A ViT narrower than timm's smallest, with two blocks: milliseconds per image on any CPU. */
export const tinyShape: VitShape = {
  imageSize: 224,
  patchSize: 16,
  dim: 128,
  depth: 2,
  heads: 2,
  mlpDim: 512,
  classes: 1000,
};

/** ViT-B/16. */
export const baseShape: VitShape = {
  imageSize: 224,
  patchSize: 16,
  dim: 768,
  depth: 12,
  heads: 12,
  mlpDim: 3072,
  classes: 1000,
};

export type VitWeights = Record<string, HostTensor>;

/** How much larger than its input what a random matrix of a block gives is: enough for its non-linearities to matter. */
const gain = 2;
/** One in this many filters sees the mean of a patch. */
const meanEvery = 4;

/**
 * A ViT that is random but for its first layer, which detects colours and stripes as trained ones do, so that
 * its features distinguish pictures.
 */
export function randomFeatureWeights(shape: VitShape, seed: number): VitWeights {
  const weights: VitWeights = {};
  for (const [name, tensor] of Object.entries(initialVitWeights(shape, seed))) {
    weights[name] = /^blocks\..*\.weight$/.test(name) ? scaled(tensor) : tensor;
  }
  const filters = weights['patch_embed.proj.weight']!;
  const random = seeded(seed, 1);
  const each = 3 * shape.patchSize ** 2;
  for (let i = 0; i < shape.dim; i++) {
    const filter = (filters.data as Float32Array).subarray(i * each, (i + 1) * each);
    paintFilter(filter, shape.patchSize, i % meanEvery === 0, random);
  }
  return weights;
}

/** The same random matrix with entries of the size that gives outputs `gain` times as large as inputs. */
function scaled({ data, shape }: HostTensor): HostTensor {
  let squares = 0;
  for (const value of data) squares += value * value;
  const [rows = 1] = shape;
  const factor = gain / Math.sqrt(squares / rows);
  return { data: Float32Array.from(data, (value) => factor * value), shape, dtype: 'float32' };
}

/** A wave of random direction and length in one mixture of the colours, or that mixture's mean. */
function paintFilter(filter: Float32Array, side: number, mean: boolean, random: Random): void {
  const colour = [random() - 0.5, random() - 0.5, random() - 0.5];
  const length = Math.hypot(...colour);
  const frequency = mean ? 0 : Math.PI * 2 ** (-4 * random());
  const [direction, phase] = [2 * Math.PI * random(), 2 * Math.PI * random()];
  const [dx, dy] = [frequency * Math.cos(direction), frequency * Math.sin(direction)];
  filter.forEach((_, i) => {
    const [x, y] = [i % side, Math.floor(i / side) % side];
    filter[i] = ((colour[Math.floor(i / side ** 2)]! / length) * Math.cos(dx * x + dy * y + phase)) / side;
  });
}

export function modelOf(shape: VitShape, weights: VitWeights): SourceModel {
  const constants = Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, constant(tensor)]));
  return vitModel(shape, initialTheta(shape), constants, 'fixture');
}
