import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { permutation, seeded } from '../../src-shared/random.ts';
import { float32, type HostTensor } from '../engines/engine.ts';
import { untrainedMgg } from '../mgg/checkpoint.ts';
import { encodeMgg } from '../mgg/encode-mgg.ts';
import { initialTheta, initialVitWeights } from '../models/init-vit.ts';
import { encodeSafetensors } from '../models/safetensors.ts';
import { encodeVit } from '../models/save-vit.ts';
import type { VitShape } from '../models/vit-layout.ts';
import type { BenchModel } from './bench-plan.ts';
import type { TaskFiles } from './peer-messages.ts';

/** Sizes of the benchmark's models. Weights are random, as time does not depend on them. */
export const benchShapes: Readonly<Record<BenchModel, VitShape>> = {
  quickstart: { imageSize: 32, patchSize: 4, dim: 96, depth: 4, heads: 3, mlpDim: 384, classes: 10 },
  'vit-b16': { imageSize: 224, patchSize: 16, dim: 768, depth: 12, heads: 12, mlpDim: 3072, classes: 1000 },
};

function noise(shape: readonly number[], seed: number): HostTensor {
  const random = seeded(seed);
  const size = shape.reduce((product, extent) => product * extent, 1);
  return float32(
    Float32Array.from({ length: size }, () => 2 * random() - 1),
    shape,
  );
}

/** Patches per side that DeYO shuffles. */
const patches = 4;

/** Prompts of FOA, and how many of them it tries on a batch. */
const prompts = 3;
const candidates = 28;

/** An order of patches for each image, the same for all contestants. */
function patchOrders(images: number): HostTensor {
  const count = patches * patches;
  const rows = Array.from({ length: images }, (_, image) => [...permutation(count, seeded(3, image))]);
  return float32(Float32Array.from(rows.flat()), [images, count]);
}

/** Writes a model, an MGG and `images` images for all contestants to read. */
export function writeTaskFiles(folder: string, model: BenchModel, images: number): TaskFiles {
  const shape = benchShapes[model];
  const files = {
    model: path.join(folder, `${model}.safetensors`),
    mgg: path.join(folder, `${model}-mgg.safetensors`),
    inputs: path.join(folder, `${model}-inputs.safetensors`),
  };
  writeFileSync(files.model, encodeVit(shape, initialVitWeights(shape, 1), initialTheta(shape), {}));
  writeFileSync(files.mgg, encodeMgg(untrainedMgg(1), {}));
  const width = shape.depth * shape.dim;
  const inputs = {
    images: noise([images, 3, shape.imageSize, shape.imageSize], 2),
    std: float32(new Float32Array(width).fill(1)),
    mean: float32(new Float32Array(width)),
    permutation: patchOrders(images),
    candidates: noise([candidates, prompts, shape.dim], 4),
  };
  writeFileSync(files.inputs, encodeSafetensors(inputs));
  return files;
}
