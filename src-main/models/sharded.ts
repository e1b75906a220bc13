import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import type { CheckpointFile } from './stored-tensor.ts';

/** Names of a hundred thousand tensors. */
const largestIndex = 16 * 2 ** 20;
const mostShards = 1000;

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });
const shardName = /^(.+)-\d{5}-of-\d{5}(\.[a-z]+)$/;

function broken(file: string, what: string): LabError {
  return new LabError('bad-checkpoint', `${file} is no index of a sharded checkpoint: ${what}.`, 'Download it again.');
}

/** The index of a checkpoint in several files, by its own name or that of one of them; undefined for other files. */
export function shardIndex(file: string): string | undefined {
  if (file.endsWith('.index.json')) return file;
  const { dir, base } = path.parse(file);
  const shard = shardName.exec(base);
  const index = shard && path.join(dir, `${shard[1]!}${shard[2]!}.index.json`);
  return index && existsSync(index) ? index : undefined;
}

function readIndex(file: string): ReadonlyMap<string, string> {
  if (statSync(file).size > largestIndex) throw broken(file, 'it is too large');
  try {
    const { weight_map: map } = indexSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(map));
  } catch (error) {
    throw error instanceof LabError ? error : broken(file, 'it has no weight_map');
  }
}

/** All files of a checkpoint, those of its shards after its index. @throws LabError `bad-checkpoint` for a broken index */
export function checkpointFiles(file: string): string[] {
  const index = shardIndex(file);
  if (index === undefined || !existsSync(index)) return [file];
  const names = [...new Set(readIndex(index).values())].sort();
  if (names.length > mostShards) throw broken(index, `it names more than ${mostShards} files`);
  const elsewhere = names.find((name) => name !== path.basename(name) || name === '..');
  if (elsewhere !== undefined) throw broken(index, `it names a file of another folder (${elsewhere})`);
  return [index, ...names.map((name) => path.join(path.dirname(index), name))];
}

/**
 * Joins the tables of contents of a checkpoint that Hugging Face's libraries have split into files.
 * @param file its index
 * @param openShard reads the table of one file
 * @throws LabError `not-found` for a missing file, `bad-checkpoint` for what does not fit together
 */
export function openSharded(file: string, openShard: (path: string) => CheckpointFile): CheckpointFile {
  const map = readIndex(file);
  const shards = new Map(
    checkpointFiles(file)
      .slice(1)
      .map((shard) => [path.basename(shard), openShard(shard)]),
  );
  const tensors = [...map].map(([name, shard]) => {
    const stored = shards.get(shard)?.tensors.get(name);
    if (!stored) throw broken(file, `${shard} has no tensor ${name}`);
    return [name, stored] as const;
  });
  const folders = new Set(tensors.map(([, { range }]) => path.dirname(range.path)));
  if (folders.size > 1) throw broken(file, `its files lie in several folders (${[...folders].join(', ')})`);
  const [first] = shards.values();
  return { path: file, metadata: first?.metadata ?? {}, tensors: new Map(tensors) };
}
