import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import type { ModelPart, ModelReading } from '../../src-shared/model-reading.ts';
import type { Normalisation } from '../../src-shared/normalisation.ts';
import { constant, float32, sizeOf, type Constant, type Named } from '../engines/engine.ts';
import {
  readRows,
  requireWeight,
  rowsConstant,
  weightTable,
  type Weight,
  type WeightTable,
} from './checkpoint-tensors.ts';
import { openCheckpoint } from './checkpoint-file.ts';
import { mappable } from './converted.ts';
import { describeArithmetic } from './describe-vit.ts';
import { publicationOf, type Publication } from './normalisation.ts';
import { checkpointFiles } from './sharded.ts';
import type { SourceModel } from './source-model.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import {
  arithmeticOf,
  headWidth,
  normTensors,
  thetaSize,
  vitConstantShapes,
  vitForwardBytes,
  type VitShape,
} from './vit-layout.ts';
import { architectureOf } from './vit-shape.ts';
import { vitForward } from './vit.ts';

export interface LoadOptions extends ModelReading {
  /** Indices of the classes that count (docs/method.md §1); the head is cut down to them, in this order. */
  readonly classMask?: readonly number[];
  /** Where weights are kept that can't be mapped as they lie in their file; in memory by default. */
  readonly cacheFolder?: string;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of checkpointFiles(path)) {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** Where a frozen weight of the model lies in the checkpoint: `q` and `kv` of the last block are rows of its `qkv`. */
function sourceRows(name: string, dim: number): { readonly name: string; readonly first: number } {
  const projection = /^(.*\.attn\.)(q|kv)(\..*)$/.exec(name);
  if (!projection) return { name, first: 0 };
  const [, before = '', part, after = ''] = projection;
  return { name: `${before}qkv${after}`, first: part === 'q' ? 0 : dim };
}

interface FrozenWeight {
  readonly name: string;
  /** As the model uses it. */
  readonly shape: readonly number[];
  readonly stored: Weight;
  /** First of its rows in what is stored. */
  readonly first: number;
}

/** The heads of a distilled model in the checkpoint: class token first. */
const twoHeads = ['head', 'head_dist'];

function findFrozen(file: CheckpointFile, table: WeightTable, shape: VitShape): FrozenWeight[] {
  const { dim, patchSize } = shape;
  return Object.entries(vitConstantShapes(shape)).map(([name, wanted]) => {
    const source = sourceRows(name, dim);
    const bare = wanted.slice(1);
    const stored =
      name === 'patch_embed.proj.weight'
        ? [dim, 3, patchSize, patchSize]
        : name === 'head.weight'
          ? [shape.classes, dim]
          : source.name === name
            ? wanted
            : [3 * dim, ...bare];
    const weight = requireWeight(file, table, source.name, stored);
    return { name, shape: wanted, stored: weight, first: source.first };
  });
}

/**
 * The mean of the logits of two heads, one on each token, as one head on both tokens side by side: half of each weight
 * [C, 2·D], and the mean of the biases.
 */
function averagedHeads(file: CheckpointFile, table: WeightTable, shape: VitShape): Record<string, Constant> {
  const { classes, dim } = shape;
  const [weights, biases] = [
    twoHeads.map((head) => readRows(requireWeight(file, table, `${head}.weight`, [classes, dim]))),
    twoHeads.map((head) => readRows(requireWeight(file, table, `${head}.bias`, [classes]))),
  ];
  const weight = Float32Array.from({ length: classes * 2 * dim }, (_, i) => {
    const [row, column] = [Math.floor(i / (2 * dim)), i % (2 * dim)];
    return weights[column < dim ? 0 : 1]![row * dim + (column % dim)]! / 2;
  });
  const bias = Float32Array.from({ length: classes }, (_, i) => (biases[0]![i]! + biases[1]![i]!) / 2);
  return {
    'head.weight': constant(float32(weight, [classes, 2 * dim])),
    'head.bias': constant(float32(bias, [classes])),
  };
}

/** What a checkpoint's table of contents tells about its model. */
export interface VitFacts {
  readonly architecture: string;
  readonly imageSize: number;
  readonly classes: number;
  /** Numbers in all, adapted ones included. */
  readonly parameters: number;
  /** Weights and biases of the norm layers. */
  readonly adapted: number;
  /** How its training images were normalised; null where nothing says so. */
  readonly normalisation: Normalisation | null;
  /** What decides the arithmetic, and how it is known. */
  readonly parts: readonly ModelPart[];
}

/**
 * Checks that a file holds a ViT that the lab computes, without reading its weights.
 * @throws LabError `not-found`, or `bad-checkpoint` as `loadSourceModel`
 */
export function describeVit(path: string, reading: ModelReading = {}): VitFacts {
  const file = openCheckpoint(path, reading.weights);
  const table = weightTable(file);
  const { shape, parts, variant } = describeArithmetic(file, table, reading);
  for (const { name, size } of normTensors(shape)) requireWeight(file, table, name, [size]);
  const adapted = thetaSize(shape);
  const frozen = findFrozen(file, table, shape).reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  const { imageSize, classes } = shape;
  const { architecture, normalisation } = publicationOf(file);
  return {
    architecture: architecture ?? architectureOf(shape, variant),
    imageSize,
    classes,
    parameters: frozen + adapted,
    adapted,
    normalisation,
    parts,
  };
}

function maskHead(constants: Named<Constant>, mask: readonly number[], classes: number): Record<string, Constant> {
  if (mask.length === 0) throw new LabError('bad-option', 'The class mask names no class.');
  if (new Set(mask).size < mask.length) throw new LabError('bad-option', 'The class mask names a class twice.');
  const outside = mask.find((index) => !Number.isInteger(index) || index < 0 || index >= classes);
  if (outside !== undefined) {
    throw new LabError('bad-option', `The class mask names class ${outside}, but the model has ${classes} classes.`);
  }
  const pick = (name: string): Constant => {
    const source = constants[name] as Constant;
    const width = source.shape.slice(1).reduce((product, extent) => product * extent, 1);
    const values = source.read();
    const rows = new Float32Array(mask.length * width);
    mask.forEach((index, i) => {
      rows.set(values.subarray(index * width, (index + 1) * width), i * width);
    });
    return { shape: [mask.length, ...source.shape.slice(1)], dtype: 'float32', read: () => rows };
  };
  return { ...constants, 'head.weight': pick('head.weight'), 'head.bias': pick('head.bias') };
}

/** What is known of a ViT beside its weights. */
interface About {
  readonly publication: Publication;
  readonly parts: readonly ModelPart[];
  readonly variant: string;
}

/** A ViT with the given parts; `constants` as in `vitConstantShapes`. */
export function vitModel(
  shape: VitShape,
  theta: Float32Array,
  constants: Named<Constant>,
  hash: string,
  about?: About,
): SourceModel {
  let offset = 0;
  const normParameters = normTensors(shape).map(({ name, size }) => {
    offset += size;
    return { name, size, offset: offset - size };
  });
  return {
    architecture: about?.publication.architecture ?? architectureOf(shape, about?.variant),
    normalisation: about?.publication.normalisation ?? null,
    parts: about?.parts ?? [],
    imageSize: shape.imageSize,
    classes: constants['head.bias']?.shape[0] ?? shape.classes,
    featureSize: (shape.depth - 1) * shape.dim + headWidth(shape),
    averagedHeads: arithmeticOf(shape).distillation === 'head',
    hash,
    normParameters,
    theta: float32(theta),
    constants,
    forward: (images, parameters, weights, prompts) => vitForward(shape, images, parameters, weights, prompts),
    forwardBytes: (prompts) => vitForwardBytes(shape, prompts),
  };
}

/**
 * Loads a ViT from a checkpoint (safetensors, PyTorch or JAX) with the names of timm, Hugging Face or torchvision, in float32,
 * float16 or bfloat16.
 * @throws LabError `not-found`, or `bad-checkpoint` naming what the lab doesn't compute, or the tensor, the expected and the
 *   found shape
 */
export async function loadSourceModel(path: string, options: LoadOptions = {}): Promise<SourceModel> {
  const opened = openCheckpoint(path, options.weights);
  // What is no ViT is refused before anything is made of it.
  const found = weightTable(opened);
  const { shape, parts, variant } = describeArithmetic(opened, found, options);
  const frozen = findFrozen(opened, found, shape).map(({ stored }) => stored);
  const norms = normTensors(shape).map(({ name, size }) => requireWeight(opened, found, name, [size]));
  const hash = await sha256(path);
  const needed = [...frozen, ...norms].flatMap((weight) => weight.parts);
  const file = mappable(opened, needed, hash, options.cacheFolder);
  const table = weightTable(file);
  const own = Object.fromEntries(
    findFrozen(file, table, shape)
      .filter(({ name }) => !name.startsWith('head.') || arithmeticOf(shape).distillation !== 'head')
      .map(({ name, shape: wanted, stored, first }) => [name, rowsConstant(stored, wanted, first, wanted[0] ?? 1)]),
  );
  const constants =
    arithmeticOf(shape).distillation === 'head' ? { ...own, ...averagedHeads(file, table, shape) } : own;
  const theta = new Float32Array(thetaSize(shape));
  let offset = 0;
  for (const { name, size } of normTensors(shape)) {
    theta.set(readRows(requireWeight(file, table, name, [size])), offset);
    offset += size;
  }
  const masked = options.classMask ? maskHead(constants, options.classMask, shape.classes) : constants;
  return vitModel(shape, theta, masked, hash, { publication: publicationOf(file), parts, variant });
}
