import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { float32, sizeOf, type HostTensor } from '../../../src-main/engines/engine.ts';
import { encodeSafetensors, openSafetensors } from '../../../src-main/models/safetensors.ts';
import { readFloat32 } from '../../../src-main/models/stored-tensor.ts';

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

/** Rows of a tensor. */
function rows({ data, shape }: HostTensor, first: number, count: number): HostTensor {
  const width = sizeOf(shape.slice(1));
  return float32(data.slice(first * width, (first + count) * width) as Float32Array, [count, ...shape.slice(1)]);
}

/** The names of Hugging Face's ViT, whose projections are separate. */
export function huggingFace(tensors: Tensors, prefix: string): Tensors {
  const names: [RegExp, string][] = [
    [/^cls_token$/, `${prefix}embeddings.cls_token`],
    [/^pos_embed$/, `${prefix}embeddings.position_embeddings`],
    [/^patch_embed\.proj\./, `${prefix}embeddings.patch_embeddings.projection.`],
    [/^blocks\.(\d+)\.attn\.proj\./, `${prefix}encoder.layer.$1.attention.output.dense.`],
    [/^blocks\.(\d+)\.norm1\./, `${prefix}encoder.layer.$1.layernorm_before.`],
    [/^blocks\.(\d+)\.norm2\./, `${prefix}encoder.layer.$1.layernorm_after.`],
    [/^blocks\.(\d+)\.mlp\.fc1\./, `${prefix}encoder.layer.$1.intermediate.dense.`],
    [/^blocks\.(\d+)\.mlp\.fc2\./, `${prefix}encoder.layer.$1.output.dense.`],
    [/^norm\./, `${prefix}layernorm.`],
    [/^head\./, 'classifier.'],
  ];
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]): [string, HostTensor][] => {
      const projection = /^blocks\.(\d+)\.attn\.qkv\.(.*)$/.exec(name);
      if (projection) {
        const third = tensor.shape[0]! / 3;
        return ['query', 'key', 'value'].map((part, i) => [
          `${prefix}encoder.layer.${projection[1]!}.attention.attention.${part}.${projection[2]!}`,
          rows(tensor, i * third, third),
        ]);
      }
      const [pattern, replacement] = names.find(([known]) => known.test(name))!;
      return [[name.replace(pattern, replacement), tensor]];
    }),
  );
}

/** All tensors but one. */
export function without(tensors: Tensors, name: string): Tensors {
  return Object.fromEntries(Object.entries(tensors).filter(([key]) => key !== name));
}
