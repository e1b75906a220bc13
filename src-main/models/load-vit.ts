import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import { float32, sizeOf, type Constant, type Named } from '../engines/engine.ts';
import {
  readRows,
  requireWeight,
  rowsConstant,
  weightTable,
  type Weight,
  type WeightTable,
} from './checkpoint-tensors.ts';
import { openSafetensors, type SafetensorsFile } from './safetensors.ts';
import type { SourceModel } from './source-model.ts';
import { vitConstantShapes, vitForward, vitForwardBytes, vitNormNames, type VitShape } from './vit.ts';

export interface LoadOptions {
  /** Attention heads, where the checkpoint doesn't say and they are not 64 wide. */
  readonly heads?: number;
  /** Indices of the classes that count (spec §2); the head is cut down to them, in this order. */
  readonly classMask?: readonly number[];
}

/** Parts that some ViTs have and this forward pass has not. */
const unsupported = [/\.ls[12]\./, /\.(?:q|k)_norm\./, /^fc_norm\./, /^dist_token$/, /^reg_token$/, /^norm_pre\./];

function detectShape(file: SafetensorsFile, table: WeightTable, options: LoadOptions): VitShape {
  const shapeOf = (name: string, rank: number): readonly number[] => {
    const weight = table.get(name);
    if (weight?.shape.length === rank) return weight.shape;
    throw new LabError(
      'bad-checkpoint',
      weight
        ? `Tensor ${name} of ${file.path} has shape [${weight.shape.join(', ')}], expected ${rank} axes.`
        : `${file.path} is no vision transformer: it has no tensor ${name}.`,
      'Use a ViT checkpoint with the names of timm or Hugging Face.',
    );
  };
  const foreign = [...table.keys()].find((name) => unsupported.some((pattern) => pattern.test(name)));
  if (foreign !== undefined) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} is a kind of ViT that the lab doesn't compute (it has ${foreign}).`,
    );
  }
  const [dim = 0, , patchSize = 0] = shapeOf('patch_embed.proj.weight', 4);
  const [, tokens = 0] = shapeOf('pos_embed', 3);
  const [classes = 0] = shapeOf('head.weight', 2);
  const [mlpDim = 0] = shapeOf('blocks.0.mlp.fc1.weight', 2);
  const blocks = [...table.keys()].map((name) => Number(/^blocks\.(\d+)\./.exec(name)?.[1] ?? -1));
  const depth = 1 + Math.max(...blocks);
  const side = Math.round(Math.sqrt(tokens - 1));
  if (side * side !== tokens - 1) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} has ${tokens} positions, which is no square image and a class token.`,
    );
  }
  return { imageSize: side * patchSize, patchSize, dim, depth, heads: headCount(file, dim, options), mlpDim, classes };
}

function headCount(file: SafetensorsFile, dim: number, { heads }: LoadOptions): number {
  const count = heads ?? Number(file.metadata['heads'] ?? dim / 64);
  if (Number.isInteger(count) && count > 0 && dim % count === 0) return count;
  throw new LabError(
    'bad-checkpoint',
    `The number of attention heads of ${file.path} is unknown: ${dim} channels can't be split into ${count} heads.`,
    'Write it into the metadata of the file as "heads".',
  );
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
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

function findFrozen(file: SafetensorsFile, table: WeightTable, shape: VitShape): FrozenWeight[] {
  const { dim, patchSize } = shape;
  return Object.entries(vitConstantShapes(shape)).map(([name, wanted]) => {
    const source = sourceRows(name, dim);
    const bare = wanted.slice(1);
    const stored =
      name === 'patch_embed.proj.weight'
        ? [dim, 3, patchSize, patchSize]
        : source.name === name
          ? wanted
          : [3 * dim, ...bare];
    const weight = requireWeight(file, table, source.name, stored);
    return { name, shape: wanted, stored: weight, first: source.first };
  });
}

const normTensors = ({ depth }: VitShape): string[] =>
  vitNormNames(depth).flatMap((norm) => [`${norm}.weight`, `${norm}.bias`]);

/** What a checkpoint's table of contents tells about its model. */
export interface VitFacts {
  readonly architecture: string;
  readonly imageSize: number;
  readonly classes: number;
  /** Numbers in all, adapted ones included. */
  readonly parameters: number;
  /** Weights and biases of the norm layers. */
  readonly adapted: number;
}

function architectureOf({ dim, depth, patchSize, imageSize }: VitShape): string {
  return `ViT ${dim}×${depth}, patch ${patchSize}, ${imageSize} px`;
}

/**
 * Checks that a file holds a ViT that the lab computes, without reading its weights.
 * @throws LabError `not-found`, or `bad-checkpoint` as `loadSourceModel`
 */
export function describeVit(path: string): VitFacts {
  const file = openSafetensors(path);
  const table = weightTable(file);
  const shape = detectShape(file, table, {});
  const norms = normTensors(shape).map((name) => requireWeight(file, table, name, [shape.dim]));
  const adapted = norms.length * shape.dim;
  const frozen = findFrozen(file, table, shape).reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  const { imageSize, classes } = shape;
  return { architecture: architectureOf(shape), imageSize, classes, parameters: frozen + adapted, adapted };
}

function maskHead(constants: Named<Constant>, mask: readonly number[], classes: number): Record<string, Constant> {
  if (mask.length === 0) throw new LabError('bad-option', 'The class mask names no class.');
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

/** A ViT with the given parts; `constants` as in `vitConstantShapes`. */
export function vitModel(shape: VitShape, theta: Float32Array, constants: Named<Constant>, hash: string): SourceModel {
  const names = normTensors(shape);
  return {
    architecture: architectureOf(shape),
    imageSize: shape.imageSize,
    classes: constants['head.bias']?.shape[0] ?? shape.classes,
    featureSize: shape.depth * shape.dim,
    hash,
    normParameters: names.map((name, i) => ({ name, size: shape.dim, offset: i * shape.dim })),
    theta: float32(theta),
    constants,
    forward: (images, parameters, weights, prompts) => vitForward(shape, images, parameters, weights, prompts),
    forwardBytes: (prompts) => vitForwardBytes(shape, prompts),
  };
}

/**
 * Loads a ViT from a safetensors checkpoint with timm or Hugging Face names, in float32, float16 or bfloat16.
 * @throws LabError `not-found`, or `bad-checkpoint` naming the tensor, the expected and the found shape
 */
export async function loadSourceModel(path: string, options: LoadOptions = {}): Promise<SourceModel> {
  const file = openSafetensors(path);
  const table = weightTable(file);
  const shape = detectShape(file, table, options);
  const constants = Object.fromEntries(
    findFrozen(file, table, shape).map(({ name, shape: wanted, stored, first }) => [
      name,
      rowsConstant(stored, wanted, first, wanted[0] ?? 1),
    ]),
  );
  const theta = new Float32Array((2 * shape.depth + 1) * 2 * shape.dim);
  normTensors(shape).forEach((name, i) =>
    theta.set(readRows(requireWeight(file, table, name, [shape.dim])), i * shape.dim),
  );
  const masked = options.classMask ? maskHead(constants, options.classMask, shape.classes) : constants;
  return vitModel(shape, theta, masked, await sha256(path));
}
