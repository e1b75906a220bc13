import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { checkpointFiles } from './sharded.ts';

/** Names under which hubs keep the one model of a folder. */
const hubName = /^(?:model|pytorch_model)(?:-\d{5}-of-\d{5})?\.(?:safetensors|bin|pth|pt)(?:\.index\.json)?$/;
const checkpointEnding = /\.(?:safetensors|bin|pth|pt|ckpt|tar|npz)$/i;

/** Whether a `config.json` in the folder is about this checkpoint: it has a hub's name, or there is no other one. */
function ownsFolder(file: string): boolean {
  if (hubName.test(path.basename(file))) return true;
  try {
    return readdirSync(path.dirname(file)).filter((name) => checkpointEnding.test(name)).length === 1;
  } catch {
    return false;
  }
}

/** Files that may describe a checkpoint, best first: one of its own name, then those of its folder. */
function neighbours(file: string): string[] {
  const { dir, name } = path.parse(file);
  const own = path.join(dir, `${name}.json`);
  const shared = ownsFolder(file) ? ['config.json', 'preprocessor_config.json'] : [];
  return [own, ...shared.map((neighbour) => path.join(dir, neighbour))].filter((neighbour) => existsSync(neighbour));
}

/** The files of a checkpoint; whoever opens a broken index says what is wrong with it. */
function partsOf(file: string): string[] {
  try {
    return checkpointFiles(file);
  } catch {
    return [file];
  }
}

/** Changes when a checkpoint, or a file beside it that describes it, was written, added or removed. */
export function checkpointStamp(file: string): string {
  return [...partsOf(file), ...neighbours(file)]
    .map((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return `${path} ${found?.size ?? ''} ${found?.mtimeMs ?? ''}`;
    })
    .join('\n');
}

/** A file beside a checkpoint that may describe it. */
export interface Neighbour {
  /** File name, e.g. `config.json`. */
  readonly name: string;
  readonly content: unknown;
}

/** Descriptions of models are a few kilobytes, with the names of 22,000 classes 2 MB. */
const largestDescription = 4 * 2 ** 20;

/** JSON files beside a checkpoint, best first; invalid ones are ignored. */
export function readNeighbours(file: string): Neighbour[] {
  return neighbours(file).flatMap((neighbour): Neighbour[] => {
    try {
      if (statSync(neighbour).size > largestDescription) return [];
      return [{ name: path.basename(neighbour), content: JSON.parse(readFileSync(neighbour, 'utf8')) as unknown }];
    } catch {
      return [];
    }
  });
}
