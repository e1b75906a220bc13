import { closeSync, fstatSync, realpathSync } from 'node:fs';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { sizeOf, type HostTensor, type Named } from '../engines/engine.ts';
import { encodeHeader, headerProblem } from './safetensors-header.ts';
import {
  dtypeBits,
  openForReading,
  readRange,
  type CheckpointFile,
  type StoredDType,
  type StoredTensor,
} from './stored-tensor.ts';

/** The safetensors format: 8-byte little-endian header length, a JSON header, then the raw values. */

const entrySchema = z.object({
  dtype: z.enum(Object.keys(dtypeBits) as [StoredDType, ...StoredDType[]]),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

const maxHeaderBytes = 100 * 2 ** 20;

function broken(path: string, what: string): LabError {
  return new LabError(
    'bad-checkpoint',
    `${path} is no valid safetensors file: ${what}.`,
    'Download or export the file again.',
  );
}

function parseHeader(path: string, bytes: Buffer): Record<string, unknown> {
  const problem = headerProblem(bytes);
  if (problem !== undefined) throw broken(path, problem);
  try {
    return headerSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw broken(path, 'its header is not JSON');
  }
}

interface Data {
  /** As messages call it. */
  readonly path: string;
  /** Without links: an engine that maps the file follows none out of its folder. */
  readonly realPath: string;
  readonly start: number;
  readonly bytes: number;
}

function parseTensor({ path, realPath, start, bytes }: Data, name: string, entry: unknown): StoredTensor {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) throw broken(path, `tensor ${name} has an unreadable description or an unknown type`);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  const [begin, end] = offsets;
  if (8 * (end - begin) !== sizeOf(shape) * dtypeBits[dtype]) throw broken(path, `tensor ${name} has a wrong length`);
  if (end > bytes) throw broken(path, `it is truncated (tensor ${name} lies beyond its end)`);
  return { name, dtype, shape, range: { path: realPath, byteOffset: start + begin, byteLength: end - begin } };
}

/** Every byte behind the header belongs to one tensor: where that is not so, some tensor's description is wrong. */
function requireOneOwner({ path, start, bytes }: Data, tensors: readonly StoredTensor[]): void {
  const sorted = tensors
    .map(({ name, range }) => ({ name, begin: range.byteOffset - start, length: range.byteLength }))
    .sort((a, b) => a.begin - b.begin || a.length - b.length);
  let end = 0;
  for (const [i, { name, begin, length }] of sorted.entries()) {
    if (begin < end) throw broken(path, `tensors ${sorted[i - 1]!.name} and ${name} overlap`);
    if (begin > end) throw broken(path, `the bytes before tensor ${name} belong to no tensor`);
    end = begin + length;
  }
  if (end < bytes) throw broken(path, 'the bytes at its end belong to no tensor');
}

/**
 * Reads the table of contents of a safetensors file.
 * @throws LabError `not-found` or `bad-checkpoint`
 */
export function openSafetensors(path: string): CheckpointFile {
  const descriptor = openForReading(path);
  try {
    const status = fstatSync(descriptor);
    if (status.isDirectory()) throw broken(path, 'it is a folder');
    const { size } = status;
    const prefix = readRange(descriptor, 0, 8);
    if (prefix.length < 8) throw broken(path, 'it is shorter than its header');
    const headerLength = Number(prefix.readBigUInt64LE());
    if (headerLength > maxHeaderBytes || 8 + headerLength > size) throw broken(path, 'its header is cut off');
    const header = parseHeader(path, readRange(descriptor, 8, headerLength));
    const { __metadata__: rawMetadata, ...entries } = header;
    const start = 8 + headerLength;
    const data = { path, realPath: realpathSync(path), start, bytes: size - start };
    const tensors = Object.entries(entries).map(([name, entry]) => parseTensor(data, name, entry));
    requireOneOwner(data, tensors);
    return {
      path,
      metadata: metadataSchema.catch({}).parse(rawMetadata ?? {}),
      tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    };
  } finally {
    closeSync(descriptor);
  }
}

/** Serialises tensors. */
export function encodeSafetensors(tensors: Named<HostTensor>, metadata: Readonly<Record<string, string>> = {}): Buffer {
  const stored = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;
  let offset = 0;
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  const chunks = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    header[name] = { dtype: stored[dtype], shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  });
  return Buffer.concat([encodeHeader(header), ...chunks]);
}
