import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { LabError } from '../../../src-shared/errors.ts';

/** An array in the IDX format of the MNIST family, unsigned bytes only. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;

/**
 * Parses IDX bytes: two zero bytes, a type code, the number of dimensions, big-endian extents, then the values.
 * @throws LabError `bad-input` when the bytes are something else or fewer than the header promises.
 */
export function parseIdx(bytes: Uint8Array, path: string): IdxArray {
  const dimensions = bytes[3] ?? 0;
  const isIdx = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === unsignedByte && dimensions > 0;
  const headerLength = 4 + 4 * dimensions;
  if (!isIdx || bytes.length < headerLength) {
    throw new LabError('bad-input', `${path} is not an IDX file of unsigned bytes.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = shape.reduce((product, extent) => product * extent, 1);
  const data = bytes.subarray(headerLength);
  if (data.length !== expected) {
    const found = `${path} holds ${data.length} values where its header promises ${expected}.`;
    throw new LabError('bad-input', found, 'The file is truncated or damaged; get it again.');
  }
  return { shape, data };
}

/** Reads a gzipped IDX file. */
export async function readIdx(path: string): Promise<IdxArray> {
  const packed = await readFile(path);
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(packed);
  } catch (error) {
    const message = `${path} can't be unpacked as gzip.`;
    throw new LabError('bad-input', message, 'The file is truncated or damaged; get it again.', error);
  }
  return parseIdx(bytes, path);
}
