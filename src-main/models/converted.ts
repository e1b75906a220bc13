import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { sizeOf } from '../engines/engine.ts';
import { encodeHeader } from './safetensors-header.ts';
import { openSafetensors } from './safetensors.ts';
import { readFloat32, type CheckpointFile, type StoredTensor } from './stored-tensor.ts';

/** Changes with what is made of a file, so that what was made before is made anew. */
const version = 1;

/** The header of a safetensors file for float32 tensors one after the other. */
function headerOf(tensors: readonly StoredTensor[]): Buffer {
  let end = 0;
  const entries = tensors.map(({ name, shape }) => {
    const begin = end;
    end += Float32Array.BYTES_PER_ELEMENT * sizeOf(shape);
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  return encodeHeader(Object.fromEntries(entries));
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}

/** Writes tensors one by one, so that one of them is in memory at a time. */
function write(target: string, tensors: readonly StoredTensor[]): void {
  const partial = `${target}.${randomUUID()}.part`;
  mkdirSync(path.dirname(target), { recursive: true });
  try {
    const descriptor = openSync(partial, 'wx');
    try {
      writeAll(descriptor, headerOf(tensors));
      for (const tensor of tensors) {
        const { buffer, byteOffset, byteLength } = readFloat32(tensor);
        writeAll(descriptor, new Uint8Array(buffer, byteOffset, byteLength));
      }
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** A file with its converted tensors where they all are there in the right shapes. */
function openConverted(
  target: string,
  file: CheckpointFile,
  needed: readonly StoredTensor[],
): CheckpointFile | undefined {
  try {
    const { tensors } = openSafetensors(target);
    const complete = needed.every(({ name, shape }) => tensors.get(name)?.shape.join() === shape.join());
    return complete ? { ...file, tensors: new Map([...file.tensors, ...tensors]) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A checkpoint whose values engines can map: where they don't lie in its file as they are, they are written to a safetensors
 * file of the cache once, and found there again. Without a cache, or where its disk is full, they are read into memory.
 * @param needed those of its tensors that the model has
 * @param hash SHA-256 of the checkpoint
 * @throws LabError `bad-checkpoint` for values that can't be read
 */
export function mappable(
  file: CheckpointFile,
  needed: readonly StoredTensor[],
  hash: string,
  cacheFolder: string | undefined,
): CheckpointFile {
  const tensors = [...new Map(needed.map((tensor) => [tensor.name, tensor])).values()];
  if (cacheFolder === undefined || !tensors.some(({ values }) => values)) return file;
  const target = path.join(cacheFolder, 'weights', `${hash}-${version}.safetensors`);
  const known = openConverted(target, file, tensors);
  if (known) return known;
  try {
    write(target, tensors);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return file;
    throw error;
  }
  return openConverted(target, file, tensors) ?? file;
}
