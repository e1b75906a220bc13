import { LabError } from '../../src-shared/errors.ts';
import type { Constant } from '../engines/engine.ts';
import { readFloat32, type CheckpointFile, type StoredTensor } from './stored-tensor.ts';

/** A weight as the model uses it: some rows of one stored tensor, or several stored tensors one after the other. */
export interface Weight {
  readonly shape: readonly number[];
  /** Stored tensors whose rows follow each other. */
  readonly parts: readonly StoredTensor[];
}

const float32Bytes = 4;

/** Weights of a ViT by timm names. */
export type WeightTable = ReadonlyMap<string, Weight>;

const huggingFacePrefix = /^(?:vit|deit)\./;

/** timm names of the tensors that Hugging Face's ViT stores under one name of its own. */
const huggingFaceNames: readonly (readonly [RegExp, string])[] = [
  [/^embeddings\.cls_token$/, 'cls_token'],
  [/^embeddings\.position_embeddings$/, 'pos_embed'],
  [/^embeddings\.patch_embeddings\.projection\.(weight|bias)$/, 'patch_embed.proj.$1'],
  [/^encoder\.layer\.(\d+)\.attention\.output\.dense\.(weight|bias)$/, 'blocks.$1.attn.proj.$2'],
  [/^encoder\.layer\.(\d+)\.layernorm_before\.(weight|bias)$/, 'blocks.$1.norm1.$2'],
  [/^encoder\.layer\.(\d+)\.layernorm_after\.(weight|bias)$/, 'blocks.$1.norm2.$2'],
  [/^encoder\.layer\.(\d+)\.intermediate\.dense\.(weight|bias)$/, 'blocks.$1.mlp.fc1.$2'],
  [/^encoder\.layer\.(\d+)\.output\.dense\.(weight|bias)$/, 'blocks.$1.mlp.fc2.$2'],
  [/^layernorm\.(weight|bias)$/, 'norm.$1'],
  [/^classifier\.(weight|bias)$/, 'head.$1'],
];

/** What stands in a layer and has no place in timm's ViT; kept under its own name, to be found. */
const unknownInLayer = /^encoder\.layer\.(?!\d+\.attention\.attention\.(?:query|key|value)\.)/;

const separateProjection = /^encoder\.layer\.(\d+)\.attention\.attention\.query\.(weight|bias)$/;

function single(stored: StoredTensor): Weight {
  return { shape: stored.shape, parts: [stored] };
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

function fromHuggingFace(file: CheckpointFile): WeightTable {
  const table = new Map<string, Weight>();
  for (const stored of file.tensors.values()) {
    const name = stored.name.replace(huggingFacePrefix, '');
    const known = huggingFaceNames.find(([pattern]) => pattern.test(name));
    if (known) table.set(name.replace(known[0], known[1]), single(stored));
    else if (unknownInLayer.test(name)) table.set(name, single(stored));
    const match = separateProjection.exec(name);
    if (match) {
      const parts = ['query', 'key', 'value'].map((part) => {
        const sibling = file.tensors.get(stored.name.replace('.query.', `.${part}.`));
        if (!sibling) throw new LabError('bad-checkpoint', `${file.path} has ${stored.name} but no ${part} beside it.`);
        requireShape(file, sibling, stored.shape);
        return sibling;
      });
      const [rows = 0, ...rest] = stored.shape;
      table.set(`blocks.${match[1] ?? ''}.attn.qkv.${match[2] ?? ''}`, { shape: [3 * rows, ...rest], parts });
    }
  }
  return table;
}

/** The weights of a checkpoint under timm's names, whichever of the two naming schemes it uses. */
export function weightTable(file: CheckpointFile): WeightTable {
  const huggingFace = [...file.tensors.keys()].some((name) => name.includes('encoder.layer.'));
  if (huggingFace) return fromHuggingFace(file);
  return new Map([...file.tensors].map(([name, stored]) => [name, single(stored)]));
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
  const mappable = stored?.dtype === 'F32' && !stored.strides && stored.range.byteOffset % float32Bytes === 0;
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
