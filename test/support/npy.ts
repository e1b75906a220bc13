import { writeFileSync } from 'node:fs';

/** Contents of the head of a .npy file. */
export interface NpyHead {
  readonly descr?: string;
  readonly fortran?: boolean;
  readonly shape: string;
  readonly version?: 1 | 2;
}

/** A file as NumPy writes it: magic, version, length of the head, the head padded to 64 bytes, numbers. */
export function writeNpy(
  file: string,
  numbers: NodeJS.ArrayBufferView,
  { descr = '|u1', fortran, shape, version = 1 }: NpyHead,
): string {
  const order = fortran === true ? 'True' : 'False';
  const before = version === 1 ? 10 : 12;
  let head = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  head = `${head.padEnd(64 * Math.ceil((before + head.length + 1) / 64) - before - 1)}\n`;
  const start = Buffer.alloc(before);
  start.write('\x93NUMPY', 'latin1');
  start[6] = version;
  if (version === 1) start.writeUInt16LE(head.length, 8);
  else start.writeUInt32LE(head.length, 8);
  const { buffer, byteOffset, byteLength } = numbers;
  writeFileSync(file, Buffer.concat([start, Buffer.from(head, 'latin1'), Buffer.from(buffer, byteOffset, byteLength)]));
  return file;
}
