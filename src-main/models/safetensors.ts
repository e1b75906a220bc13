import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { sizeOf, type FileRange, type HostTensor, type Named } from '../engines/engine.ts';

/** The safetensors format: 8-byte little-endian header length, a JSON header, then the raw values. */

const dtypeBytes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I8: 1, U8: 1, BOOL: 1 } as const;
export type StoredDType = keyof typeof dtypeBytes;

const entrySchema = z.object({
  dtype: z.enum(Object.keys(dtypeBytes) as [StoredDType, ...StoredDType[]]),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

/** One tensor of a file: where it lies and how it is stored. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  readonly range: FileRange;
}

/** A file's table of contents; values are read on demand. */
export interface SafetensorsFile {
  readonly path: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const maxHeaderBytes = 100 * 2 ** 20;

function broken(path: string, what: string): LabError {
  return new LabError(
    'bad-checkpoint',
    `${path} is no valid safetensors file: ${what}.`,
    'Download or export the file again; PyTorch .pth files must be converted to safetensors first.',
  );
}

function readRange(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

function parseHeader(path: string, text: string): Record<string, unknown> {
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch {
    throw broken(path, 'its header is not JSON');
  }
}

function parseTensor(path: string, name: string, entry: unknown, dataStart: number, dataBytes: number): StoredTensor {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) throw broken(path, `tensor ${name} has an unreadable description or an unsupported type`);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  const [begin, end] = offsets;
  if (end - begin !== sizeOf(shape) * dtypeBytes[dtype]) throw broken(path, `tensor ${name} has a wrong length`);
  if (end > dataBytes) throw broken(path, `it is truncated (tensor ${name} lies beyond its end)`);
  return { name, dtype, shape, range: { path, byteOffset: dataStart + begin, byteLength: end - begin } };
}

/**
 * Reads the table of contents of a safetensors file.
 * @throws LabError `not-found` or `bad-checkpoint`
 */
export function openSafetensors(path: string): SafetensorsFile {
  const descriptor = openChecked(path);
  try {
    const status = fstatSync(descriptor);
    if (status.isDirectory()) throw broken(path, 'it is a folder');
    const { size } = status;
    const prefix = readRange(descriptor, 0, 8);
    if (prefix.length < 8) throw broken(path, 'it is shorter than its header');
    const headerLength = Number(prefix.readBigUInt64LE());
    if (headerLength > maxHeaderBytes || 8 + headerLength > size) throw broken(path, 'its header is cut off');
    const header = parseHeader(path, readRange(descriptor, 8, headerLength).toString('utf8'));
    const { __metadata__: rawMetadata, ...entries } = header;
    const dataStart = 8 + headerLength;
    const tensors = Object.entries(entries).map(([name, entry]) =>
      parseTensor(path, name, entry, dataStart, size - dataStart),
    );
    return {
      path,
      metadata: metadataSchema.catch({}).parse(rawMetadata ?? {}),
      tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    };
  } finally {
    closeSync(descriptor);
  }
}

function openChecked(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new LabError('not-found', `The file ${path} can't be opened.`, 'Check the path and its permissions.', error);
  }
}

/** Reads the raw bytes of a tensor. */
export function readStored({ range }: StoredTensor): Uint8Array {
  const descriptor = openChecked(range.path);
  try {
    const bytes = readRange(descriptor, range.byteOffset, range.byteLength);
    if (bytes.length < range.byteLength) throw broken(range.path, 'it became shorter while it was read');
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Values of a 16-bit float (1 sign, 5 exponent, 10 fraction bits). */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function aligned(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/**
 * Values as float32, whatever number type they are stored in.
 * @throws LabError `bad-checkpoint` for integer tensors
 */
export function readFloat32(stored: StoredTensor): Float32Array {
  const buffer = aligned(readStored(stored));
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
        `Tensor ${stored.name} of ${stored.range.path} holds ${stored.dtype}, not floats.`,
      );
  }
}

/** Values of an integer or boolean tensor as numbers. */
export function readIntegers(stored: StoredTensor): Int32Array {
  const buffer = aligned(readStored(stored));
  switch (stored.dtype) {
    case 'I32':
      return new Int32Array(buffer);
    case 'I64':
      return Int32Array.from(new BigInt64Array(buffer), Number);
    case 'I8':
      return Int32Array.from(new Int8Array(buffer));
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

/** Serialises tensors; the header is padded so that values stay aligned to 8 bytes. */
export function encodeSafetensors(tensors: Named<HostTensor>, metadata: Readonly<Record<string, string>> = {}): Buffer {
  const stored = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;
  let offset = 0;
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  const chunks = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    header[name] = { dtype: stored[dtype], shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  });
  const json = JSON.stringify(header);
  const padded = Buffer.from(json + ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([prefix, padded, ...chunks]);
}
