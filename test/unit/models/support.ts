import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { float32, type HostTensor } from '../../../src-main/engines/engine.ts';
import { encodeSafetensors, openSafetensors, readFloat32 } from '../../../src-main/models/safetensors.ts';

export const goldenFolder = join(import.meta.dirname, '..', '..', 'data', 'golden-a');

/** A folder for the files of one test file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'models-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

export type Tensors = Record<string, HostTensor>;

/** The float tensors of a file. */
export function readTensors(path: string): Tensors {
  const floats = [...openSafetensors(path).tensors.values()].filter(({ dtype }) => dtype.includes('F'));
  return Object.fromEntries(floats.map((stored) => [stored.name, float32(readFloat32(stored), stored.shape)]));
}

export function writeTensors(path: string, tensors: Tensors, metadata: Record<string, string> = {}): string {
  writeFileSync(path, encodeSafetensors(tensors, metadata));
  return path;
}

/** A file with this header, as text or as an object, and these bytes behind it. */
export function writeRaw(path: string, header: string | object, data: Uint8Array = new Uint8Array()): string {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(path, Buffer.concat([prefix, json, data]));
  return path;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
