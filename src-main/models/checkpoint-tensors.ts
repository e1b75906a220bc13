import { LabError } from '../../src-shared/errors.ts';
import type { Constant } from '../engines/engine.ts';
import { readFloat32, type CheckpointFile, type StoredTensor } from './stored-tensor.ts';
import { bareName, namingOf, timmName, type Naming } from './tensor-names.ts';

/** A weight as the model uses it: some rows of one stored tensor, or several stored tensors one after the other. */
export interface Weight {
  readonly shape: readonly number[];
  /** Stored tensors whose rows follow each other. */
  readonly parts: readonly StoredTensor[];
}

const float32Bytes = 4;

/** Weights of a model by timm names. */
export type WeightTable = ReadonlyMap<string, Weight>;

const separateProjection = /^encoder\.layer\.(\d+)\.attention\.attention\.(query|key|value)\.(weight|bias)$/;

function single(stored: StoredTensor): Weight {
  return { shape: stored.shape, parts: [stored] };
}

/** torchvision's layer scale has the axes of an image behind its channels. */
function asTimm(naming: Naming, stored: StoredTensor): Weight {
  const isScale = naming === 'convnext-torchvision' && stored.name.endsWith('.layer_scale');
  return isScale ? { shape: stored.shape.slice(0, 1), parts: [stored] } : single(stored);
}

function requireShape(
  file: CheckpointFile,
  { name, shape }: Pick<StoredTensor, 'name' | 'shape'>,
  expected: readonly number[],
): void {
  if (shape.join() === expected.join()) return;
  throw new LabError(
    'bad-checkpoint',
    `Tensor ${name} of ${file.path} has shape [${shape.join(', ')}], expected [${expected.join(', ')}].`,
  );
}

/** Query, key and value of a layer, which Hugging Face stores apart, as one weight. */
function joinedProjections(file: CheckpointFile, query: StoredTensor): Weight {
  const parts = ['query', 'key', 'value'].map((part) => {
    const sibling = file.tensors.get(query.name.replace('.query.', `.${part}.`));
    if (!sibling) throw new LabError('bad-checkpoint', `${file.path} has ${query.name} but no ${part} beside it.`);
    requireShape(file, sibling, query.shape);
    return sibling;
  });
  const [rows = 0, ...rest] = query.shape;
  return { shape: [3 * rows, ...rest], parts };
}

/** The weights of a checkpoint under timm's names, whichever naming it uses; what has no name there keeps its own. */
export function weightTable(file: CheckpointFile): WeightTable {
  const naming = namingOf(file.tensors.keys());
  const table = new Map<string, Weight>();
  for (const stored of file.tensors.values()) {
    const bare = bareName(naming, stored.name);
    const match = separateProjection.exec(bare);
    if (match?.[2] === 'query') {
      table.set(`blocks.${match[1] ?? ''}.attn.qkv.${match[3] ?? ''}`, joinedProjections(file, stored));
    }
    if (!match) table.set(timmName(naming, stored.name), asTimm(naming, stored));
  }
  return table;
}

/**
 * The weight called `name`.
 * @throws LabError `bad-checkpoint` naming the tensor, the expected and the found shape
 */
export function requireWeight(
  file: CheckpointFile,
  table: WeightTable,
  name: string,
  shape: readonly number[],
): Weight {
  const weight = table.get(name);
  if (!weight) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} has no tensor ${name} (expected shape [${shape.join(', ')}]).`,
      'Use a ViT checkpoint with the names of timm or Hugging Face.',
    );
  }
  requireShape(file, { name, shape: weight.shape }, shape);
  return weight;
}

/** Values of rows `first` to `first + count` of a weight, float32. */
export function readRows({ shape, parts }: Weight, first = 0, count = shape[0] ?? 1): Float32Array {
  const rowSize = shape.slice(1).reduce((product, extent) => product * extent, 1);
  const values = new Float32Array((shape[0] ?? 1) * rowSize);
  let offset = 0;
  for (const part of parts) {
    const chunk = readFloat32(part);
    values.set(chunk, offset);
    offset += chunk.length;
  }
  return values.subarray(first * rowSize, (first + count) * rowSize);
}

/**
 * Rows of a weight as an engine's constant under another shape of the same size. Float32 rows of one stored tensor stay
 * in the file, where engines can map them, unless they lie there in another order or not at a multiple of four bytes.
 */
export function rowsConstant(
  weight: Weight,
  shape: readonly number[],
  first = 0,
  count = weight.shape[0] ?? 1,
): Constant {
  const read = (): Float32Array => readRows(weight, first, count);
  const [stored] = weight.parts;
  const mappable =
    stored?.dtype === 'F32' && !stored.values && !stored.strides && stored.range.byteOffset % float32Bytes === 0;
  if (weight.parts.length > 1 || !mappable) {
    const values = read();
    return { shape, dtype: 'float32', read: () => values };
  }
  const rowBytes = stored.range.byteLength / (weight.shape[0] ?? 1);
  const { path, byteOffset } = stored.range;
  return {
    shape,
    dtype: 'float32',
    read,
    file: { path, byteOffset: byteOffset + first * rowBytes, byteLength: count * rowBytes },
  };
}
