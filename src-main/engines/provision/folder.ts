import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Part } from './part.ts';

/** The folder with the lab's package.json that lies nearest above this file or its built chunk. */
function labFolder(from = path.dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(path.join(from, 'package.json'))) return from;
  const parent = path.dirname(from);
  return parent === from ? process.cwd() : labFolder(parent);
}

/** Folder of files fetched for engines, unless `MGTTA_ENGINES` names another. */
export function enginesFolder(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(env['MGTTA_ENGINES'] ?? path.join(labFolder(), '.toolchain', 'engines'));
}

/** Folder of the files kept from a part; complete or missing. */
export function partFolder({ name, version }: Pick<Part, 'name' | 'version'>, root = enginesFolder()): string {
  return path.join(root, 'parts', `${name}-${version}`);
}

/**
 * The environment of a process that computes: the loader looks for libraries where the lab has put those that it has fetched,
 * too. It reads that when a process starts, and never again.
 */
export function engineEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const parts = path.join(enginesFolder(env), 'parts');
  if (process.platform !== 'linux' || !existsSync(parts)) return env;
  const names = readdirSync(parts).filter((name) => !name.startsWith('.'));
  const folders = [...names.sort().map((name) => path.join(parts, name)), env['LD_LIBRARY_PATH'] ?? ''];
  return { ...env, LD_LIBRARY_PATH: folders.filter((folder) => folder !== '').join(path.delimiter) };
}
