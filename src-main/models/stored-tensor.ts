import { closeSync, openSync, readSync } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import { halfToFloat } from '../../src-shared/half.ts';
import type { WeightsChoice } from '../../src-shared/model-reading.ts';
import { sizeOf, type FileRange } from '../engines/engine.ts';

/** Bits of a value, by safetensors' names of number types. Not all of them can be read: weights are never of some. */
export const dtypeBits = {
  ...{ F64: 64, F32: 32, F16: 16, BF16: 16, C64: 64 },
  ...{ F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, F6_E2M3: 6, F6_E3M2: 6, F4: 4 },
  ...{ I64: 64, I32: 32, I16: 16, I8: 8, U64: 64, U32: 32, U16: 16, U8: 8, BOOL: 8 },
} as const;
export type StoredDType = keyof typeof dtypeBits;

/** One tensor of a checkpoint: where it lies and how it is stored. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  /** All of its values; with strides also what lies between them. */
  readonly range: FileRange;
  /** Steps between neighbours along each axis, in values, where they don't follow each other row by row. */
  readonly strides?: readonly number[];
  /** Makes its values, row by row, where they don't lie in the file as they are; then `range` is the whole file. */
  readonly values?: () => Float32Array;
}

/** A checkpoint's table of contents; values are read on demand. */
export interface CheckpointFile {
  readonly path: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Which weights these are, as they were asked for, where the file holds trained ones and their running average. */
  readonly weights?: WeightsChoice;
  /** They are a running average of the trained ones. */
  readonly averaged?: boolean;
  /** Attention heads, where the shapes of its tensors decide them. */
  readonly heads?: number;
}

/** @throws LabError `not-found` */
export function openForReading(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new LabError(
      'not-found',
      `The file ${path} is gone or can't be opened.`,
      'Check the path and its permissions.',
      error,
    );
  }
}

/** Bytes from a place in a file; fewer where it ends before. */
export function readRange(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Bytes of a tensor as they are stored, in memory of their own. */
function readStored({ range }: StoredTensor): ArrayBuffer {
  const descriptor = openForReading(range.path);
  try {
    const bytes = readRange(descriptor, range.byteOffset, range.byteLength);
    if (bytes.length < range.byteLength) {
      throw new LabError('bad-checkpoint', `${range.path} became shorter while it was read.`, 'Load it again.');
    }
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  } finally {
    closeSync(descriptor);
  }
}

/** Copies values into `target` row by row, whatever the strides are. */
export function inRowOrder<T extends Float32Array | Int32Array>(
  values: T,
  target: T,
  shape: readonly number[],
  strides: readonly number[],
): T {
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < target.length; to++) {
    target[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return target;
}

/** @throws LabError `bad-checkpoint` for what are no floats */
export function floatsOf(stored: StoredTensor, buffer: ArrayBuffer): Float32Array {
  switch (stored.dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'F16':
      return Float32Array.from(new Uint16Array(buffer), halfToFloat);
    case 'BF16': {
      const words = Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16);
      return new Float32Array(words.buffer);
    }
    default:
      throw new LabError(
        'bad-checkpoint',
        `Tensor ${stored.name} of ${stored.range.path} holds ${stored.dtype}, not floats of 16, 32 or 64 bits.`,
      );
  }
}

function integersOf(stored: StoredTensor, buffer: ArrayBuffer): Int32Array {
  switch (stored.dtype) {
    case 'I32':
      return new Int32Array(buffer);
    case 'I64':
      return Int32Array.from(new BigInt64Array(buffer), Number);
    case 'I16':
      return Int32Array.from(new Int16Array(buffer));
    case 'I8':
      return Int32Array.from(new Int8Array(buffer));
    case 'U16':
      return Int32Array.from(new Uint16Array(buffer));
    case 'U8':
    case 'BOOL':
      return Int32Array.from(new Uint8Array(buffer));
    default:
      throw new LabError(
        'bad-checkpoint',
        `Tensor ${stored.name} of ${stored.range.path} holds ${stored.dtype}, not integers.`,
      );
  }
}

/**
 * Values as float32, whatever number type they are stored in.
 * @throws LabError `bad-checkpoint` for integer tensors
 */
export function readFloat32(stored: StoredTensor): Float32Array {
  if (stored.values) return stored.values();
  const values = floatsOf(stored, readStored(stored));
  const { shape, strides } = stored;
  return strides ? inRowOrder(values, new Float32Array(sizeOf(shape)), shape, strides) : values;
}

/** Values of an integer or boolean tensor as numbers. */
export function readIntegers(stored: StoredTensor): Int32Array {
  const values = integersOf(stored, readStored(stored));
  const { shape, strides } = stored;
  return strides ? inRowOrder(values, new Int32Array(sizeOf(shape)), shape, strides) : values;
}
