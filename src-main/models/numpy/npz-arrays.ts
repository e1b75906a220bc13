import { closeSync, fstatSync } from 'node:fs';
import { constants, crc32, inflateRawSync } from 'node:zlib';
import { LabError } from '../../../src-shared/errors.ts';
import { floatsOf, openForReading, readRange, type StoredTensor } from '../stored-tensor.ts';
import { readZipDirectory, type ArchiveEntry } from '../zip-directory.ts';
import { readNpyHeader, valueBytes, type NpyHeader } from './npy-header.ts';

/** Values, and how to walk through them. */
export interface View {
  readonly values: Float32Array;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** One array of an archive. */
export interface NpzArray extends Pick<NpyHeader, 'dtype' | 'kind' | 'shape'> {
  readonly name: string;
  /** @throws LabError `bad-checkpoint` for what is damaged, or no floats */
  readonly read: () => View;
}

const [notPacked, deflate] = [0, 8];
/** Packed bytes in which a header lies for sure, which take up 128 bytes. */
const headBytes = 4096;
/** Weights are nearly random: compression makes them only slightly smaller. */
const mostUnpacked = 100;

const copyAgain = 'Copy or download it again.';

/** The first bytes of an entry, unpacked. */
function headOf(descriptor: number, entry: ArchiveEntry): Buffer {
  const bytes = readRange(descriptor, entry.offset, Math.min(entry.size, headBytes));
  return entry.method === deflate ? inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
}

/** All bytes of an entry, unpacked. @throws Error where they are not those that were written */
function bytesOf(path: string, entry: ArchiveEntry): Buffer {
  const descriptor = openForReading(path);
  try {
    const stored = readRange(descriptor, entry.offset, entry.size);
    const bytes =
      entry.method === deflate ? inflateRawSync(stored, { maxOutputLength: Math.max(1, entry.unpackedSize) }) : stored;
    if (bytes.length !== entry.unpackedSize || crc32(bytes) !== entry.checksum) throw new Error('is damaged');
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** For packed bytes that don't unpack the library has only words of its own. */
function reasonOf(error: unknown): string {
  return error instanceof Error && !('code' in error) && !(error instanceof RangeError) ? error.message : 'is damaged';
}

function readView(path: string, name: string, entry: ArchiveEntry, header: NpyHeader): View {
  const { dtype, kind, shape, strides, start } = header;
  if (dtype === undefined) {
    throw new LabError('bad-checkpoint', `Array ${name} of ${path} holds ${kind}, not floats of 16, 32 or 64 bits.`);
  }
  try {
    const bytes = bytesOf(path, entry);
    // Copied, since typed arrays begin at multiples of their size only.
    const buffer = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const stored: StoredTensor = { name, dtype, shape, range: { path, byteOffset: 0, byteLength: 0 } };
    return { values: floatsOf(stored, buffer), shape, strides };
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('bad-checkpoint', `Array ${name} of ${path} ${reasonOf(error)}.`, copyAgain, error);
  }
}

function describe(descriptor: number, path: string, name: string, entry: ArchiveEntry): NpzArray {
  try {
    if (entry.method !== notPacked && entry.method !== deflate) throw new Error('is packed in an unknown way');
    const header = readNpyHeader(headOf(descriptor, entry));
    const bytes = valueBytes(header);
    const there = (entry.method === deflate ? entry.unpackedSize : entry.size) - header.start;
    if (bytes !== undefined && bytes !== there) throw new Error(`has ${there} bytes of values instead of ${bytes}`);
    const { dtype, kind, shape } = header;
    return { name, dtype, kind, shape, read: () => readView(path, name, entry, header) };
  } catch (error) {
    throw new Error(`its array ${name} ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * The arrays of a `.npz` archive by name, as NumPy and JAX write it, packed or not; of their values only headers are read.
 * @throws Error saying what is wrong with the archive
 */
export function npzArrays(path: string): ReadonlyMap<string, NpzArray> {
  const descriptor = openForReading(path);
  try {
    const { size } = fstatSync(descriptor);
    const entries = [...readZipDirectory(descriptor, size)].filter(([name]) => name.endsWith('.npy'));
    const [packed, unpacked] = entries.reduce(
      ([stored, full], [, entry]) => [stored + entry.size, full + entry.unpackedSize],
      [0, 0],
    );
    if (packed > size) throw new Error('its arrays overlap');
    if (unpacked > mostUnpacked * size) throw new Error(`it claims to be ${mostUnpacked} times as large once unpacked`);
    return new Map(
      entries.map(([file, entry]): [string, NpzArray] => {
        const name = file.slice(0, -'.npy'.length);
        return [name, describe(descriptor, path, name, entry)];
      }),
    );
  } finally {
    closeSync(descriptor);
  }
}
