import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import type { ModelContents, ModelPart, ModelReading } from '../../src-shared/model-reading.ts';
import type { Normalisation } from '../../src-shared/normalisation.ts';
import { sizeOf, type Constant, type Named } from '../engines/engine.ts';
import { modelOf, normTensors, thetaLength, type Architecture } from './architecture.ts';
import { openCheckpoint } from './checkpoint-file.ts';
import { readRows, requireWeight, rowsConstant, weightTable, type WeightTable } from './checkpoint-tensors.ts';
import { mappable } from './converted.ts';
import { describeArchitecture } from './describe-architecture.ts';
import { publicationOf } from './normalisation.ts';
import { checkpointFiles } from './sharded.ts';
import type { SourceModel } from './source-model.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import { tensorFingerprint } from './tensor-fingerprint.ts';

export interface LoadOptions extends ModelReading {
  /** Indices of the classes that count (docs/method.md §1); the head is cut down to them, in this order. */
  readonly classMask?: readonly number[];
  /** Where weights are kept that can't be mapped as they lie in their file; in memory by default. */
  readonly cacheFolder?: string;
}

/** Bytes: in pieces of the usual 64 KiB, reading a large file takes as much of the processor as its hash. */
const hashedAtOnce = 2 ** 20;

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of checkpointFiles(path)) {
    for await (const chunk of createReadStream(file, { highWaterMark: hashedAtOnce })) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** Batches that BatchNorms were trained on. */
const counter = /\.num_batches_tracked$/;

/** So many unused tensors are named. */
const mostNamed = 20;

/** A model as described by its checkpoint's table of contents. */
export interface SourceModelFacts {
  readonly architecture: string;
  readonly imageSize: number;
  readonly classes: number;
  /** Numbers in all, adapted ones included. */
  readonly parameters: number;
  /** Weights and biases of the norm layers. */
  readonly adapted: number;
  /** How its training images were normalised; null where nothing says so. */
  readonly normalisation: Normalisation | null;
  /** Properties that decide the arithmetic, and how they are known. */
  readonly parts: readonly ModelPart[];
  /** Identifies it in other files, see `tensorFingerprint`. */
  readonly tensors: string;
  readonly contents: ModelContents;
}

/** The tensors that a model is loaded from. @throws LabError naming one that is missing or has another shape */
function neededTensors(file: CheckpointFile, table: WeightTable, { norms, frozen }: Architecture) {
  return [
    ...frozen.map(({ stored }) => requireWeight(file, table, stored.name, stored.shape)),
    ...normTensors(norms).map(({ name, size }) => requireWeight(file, table, name, [size])),
  ].flatMap(({ parts }) => parts);
}

/**
 * Checks that a file holds a model that the lab computes, without reading more than its small tensors.
 * @throws LabError `not-found`, or `bad-checkpoint` as `loadSourceModel`
 */
export function describeModel(path: string, reading: ModelReading = {}): SourceModelFacts {
  const file = openCheckpoint(path, reading.weights);
  const table = weightTable(file);
  const described = describeArchitecture(file, table, reading);
  const used = new Set(neededTensors(file, table, described).map((tensor) => tensor.name));
  const { norms, frozen, imageSize, classes, parts, name } = described;
  const adapted = thetaLength(norms);
  const { architecture, normalisation } = publicationOf(file);
  return {
    architecture: architecture ?? name,
    imageSize,
    classes,
    parameters: frozen.reduce((sum, { shape }) => sum + sizeOf(shape), adapted),
    adapted,
    normalisation,
    parts,
    tensors: tensorFingerprint(table, described),
    contents: {
      tensors: used.size,
      norms: norms.length,
      unused: [...file.tensors.keys()]
        .filter((tensor) => !used.has(tensor) && !counter.test(tensor))
        .slice(0, mostNamed),
    },
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

/**
 * Loads a model from a checkpoint (safetensors, PyTorch or JAX) with the names of timm, Hugging Face or torchvision, in
 * float32, float16 or bfloat16.
 * @throws LabError `not-found`, or `bad-checkpoint` naming what the lab doesn't compute, or the tensor, the expected and the
 *   found shape
 */
export async function loadSourceModel(path: string, options: LoadOptions = {}): Promise<SourceModel> {
  const opened = openCheckpoint(path, options.weights);
  // A model that the lab doesn't compute is refused before anything is made of it.
  const found = weightTable(opened);
  const architecture = describeArchitecture(opened, found, options);
  const needed = neededTensors(opened, found, architecture);
  const hash = await sha256(path);
  const file = mappable(opened, needed, hash, options.cacheFolder);
  const table = weightTable(file);
  const read = (name: string, shape: readonly number[]): Float32Array =>
    readRows(requireWeight(file, table, name, shape));
  const made = architecture.made?.(read) ?? {};
  const taken = architecture.frozen
    .filter(({ name }) => !Object.hasOwn(made, name))
    .map(({ name, shape, stored, first }): [string, Constant] => [
      name,
      rowsConstant(requireWeight(file, table, stored.name, stored.shape), shape, first, shape[0] ?? 1),
    ]);
  const constants = { ...Object.fromEntries(taken), ...made };
  const theta = new Float32Array(thetaLength(architecture.norms));
  let offset = 0;
  for (const { name, size } of normTensors(architecture.norms)) {
    theta.set(read(name, [size]), offset);
    offset += size;
  }
  const masked = options.classMask ? maskHead(constants, options.classMask, architecture.classes) : constants;
  const model = modelOf(architecture, theta, masked, hash, publicationOf(file));
  return { ...model, tensors: tensorFingerprint(table, architecture) };
}
