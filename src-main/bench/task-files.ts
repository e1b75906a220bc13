import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { permutation, seeded } from '../../src-shared/random.ts';
import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { drawConsistency } from '../methods/augment/consistency.ts';
import { drawKept } from '../methods/augment/low-frequencies.ts';
import { untrainedMgg } from '../mgg/checkpoint.ts';
import { encodeMgg } from '../mgg/encode-mgg.ts';
import { initialTheta, initialVitWeights } from '../models/init-vit.ts';
import { encodeSafetensors } from '../models/safetensors.ts';
import { encodeVit } from '../models/save-vit.ts';
import type { VitShape } from '../models/vit-layout.ts';
import type { BenchModel, BenchVit } from './bench-plan.ts';
import { convFlops, convNets, largestProducts } from './conv-nets.ts';
import { blockProducts, forwardFlops, type Product } from './flops.ts';
import type { TaskFiles } from './peer-messages.ts';

/** Sizes of the benchmark's ViTs. Weights are random, as time does not depend on them. */
export const benchShapes: Readonly<Record<BenchVit, VitShape>> = {
  quickstart: { imageSize: 32, patchSize: 4, dim: 96, depth: 4, heads: 3, mlpDim: 384, classes: 10 },
  'vit-b16': { imageSize: 224, patchSize: 16, dim: 768, depth: 12, heads: 12, mlpDim: 3072, classes: 1000 },
};

interface BenchNet {
  readonly imageSize: number;
  /** 0 where there is no attention. */
  readonly heads: number;
  /** Numbers of a token, where the model takes prompts. */
  readonly tokens: number;
  /** Numbers of the features of an image. */
  readonly features: number;
  /** Floating-point operations of the products of a forward pass of an image with so many prompts. */
  forwardFlops(prompts?: number): number;
  /** The products by which the machine's rate is measured. */
  products(images: number): readonly Product[];
  /** The checkpoint. */
  encode(): Buffer;
}

function vitNet(shape: VitShape): BenchNet {
  return {
    imageSize: shape.imageSize,
    heads: shape.heads,
    tokens: shape.dim,
    features: shape.depth * shape.dim,
    forwardFlops: (prompts) => forwardFlops(shape, prompts),
    products: (images) => blockProducts(shape, images),
    encode: () => encodeVit(shape, initialVitWeights(shape, 1), initialTheta(shape), {}),
  };
}

function convNet(net: (typeof convNets)[keyof typeof convNets]): BenchNet {
  return {
    imageSize: 224,
    heads: 0,
    tokens: 1,
    features: net.features,
    forwardFlops: () => convFlops(net),
    products: (images) => largestProducts(net, images),
    encode: () => net.encode(),
  };
}

/** Facts about the models of the benchmark. */
export const benchNets: Readonly<Record<BenchModel, BenchNet>> = {
  quickstart: vitNet(benchShapes.quickstart),
  'vit-b16': vitNet(benchShapes['vit-b16']),
  'resnet50-gn': convNet(convNets['resnet50-gn']),
  'convnext-t': convNet(convNets['convnext-t']),
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

/** Share of the low frequencies that SPA masks. */
const masked = 0.2;

/** The same numbers as floats, as all inputs are. */
const asFloats = (draws: Named<HostTensor>): Named<HostTensor> =>
  Object.fromEntries(
    Object.entries(draws).map(([name, { data, shape }]) => [name, float32(Float32Array.from(data), shape)]),
  );

/** Writes a model, an MGG and `images` images for all contestants to read. */
export function writeTaskFiles(folder: string, model: BenchModel, images: number): TaskFiles {
  const net = benchNets[model];
  const files = {
    model: path.join(folder, `${model}.safetensors`),
    mgg: path.join(folder, `${model}-mgg.safetensors`),
    inputs: path.join(folder, `${model}-inputs.safetensors`),
  };
  writeFileSync(files.model, net.encode());
  writeFileSync(files.mgg, encodeMgg(untrainedMgg(1), {}));
  const inputs = {
    images: noise([images, 3, net.imageSize, net.imageSize], 2),
    std: float32(new Float32Array(net.features).fill(1)),
    mean: float32(new Float32Array(net.features)),
    permutation: patchOrders(images),
    candidates: noise([candidates, prompts, net.tokens], 4),
    ...asFloats(drawConsistency(net.imageSize, seeded(5))),
    kept: drawKept(net.imageSize, images, masked, seeded(6)),
    noise: noise([3, net.imageSize, net.imageSize], 7),
  };
  writeFileSync(files.inputs, encodeSafetensors(inputs));
  return files;
}
