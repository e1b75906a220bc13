import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import type { Normalisation } from '../../src-shared/normalisation.ts';
import { float32, sizeOf, type Constant, type Named } from '../engines/engine.ts';
import {
  readRows,
  requireWeight,
  rowsConstant,
  weightTable,
  type Weight,
  type WeightTable,
} from './checkpoint-tensors.ts';
import { openCheckpoint } from './checkpoint-file.ts';
import { publicationOf, type Publication } from './normalisation.ts';
import type { SourceModel } from './source-model.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import { architectureOf, detectShape } from './vit-shape.ts';
import { vitConstantShapes, vitForward, vitForwardBytes, vitNormNames, type VitShape } from './vit.ts';

export interface LoadOptions {
  /** Attention heads, where the checkpoint doesn't say and they are not 64 wide. */
  readonly heads?: number;
  /** Indices of the classes that count (spec §2); the head is cut down to them, in this order. */
  readonly classMask?: readonly number[];
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

function findFrozen(file: CheckpointFile, table: WeightTable, shape: VitShape): FrozenWeight[] {
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
  /** How its training images were normalised; null where nothing says so. */
  readonly normalisation: Normalisation | null;
}

/**
 * Checks that a file holds a ViT that the lab computes, without reading its weights.
 * @throws LabError `not-found`, or `bad-checkpoint` as `loadSourceModel`
 */
export function describeVit(path: string): VitFacts {
  const file = openCheckpoint(path);
  const table = weightTable(file);
  const shape = detectShape(file, table, undefined);
  const norms = normTensors(shape).map((name) => requireWeight(file, table, name, [shape.dim]));
  const adapted = norms.length * shape.dim;
  const frozen = findFrozen(file, table, shape).reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  const { imageSize, classes } = shape;
  const { architecture, normalisation } = publicationOf(file);
  return {
    architecture: architecture ?? architectureOf(shape),
    imageSize,
    classes,
    parameters: frozen + adapted,
    adapted,
    normalisation,
  };
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
export function vitModel(
  shape: VitShape,
  theta: Float32Array,
  constants: Named<Constant>,
  hash: string,
  publication?: Publication,
): SourceModel {
  const names = normTensors(shape);
  return {
    architecture: publication?.architecture ?? architectureOf(shape),
    normalisation: publication?.normalisation ?? null,
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
 * Loads a ViT from a checkpoint (safetensors or PyTorch) with timm or Hugging Face names, in float32, float16 or bfloat16.
 * @throws LabError `not-found`, or `bad-checkpoint` naming the tensor, the expected and the found shape
 */
export async function loadSourceModel(path: string, options: LoadOptions = {}): Promise<SourceModel> {
  const file = openCheckpoint(path);
  const table = weightTable(file);
  const shape = detectShape(file, table, options.heads);
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
  return vitModel(shape, theta, masked, await sha256(path), publicationOf(file));
}
