import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isArrayFolder } from '../arrays/array-files.ts';
import { listStoredShifts, withinCorrupted } from './corrupted.ts';
import { glimpse } from './content.ts';
import { isFlat } from './layouts.ts';
import { likelyShifts } from './likely-shifts.ts';

/** Folders searched for one with the right layout. */
const mostLookups = 200;
const deepest = 3;
const mostSuggestions = 6;
/** Class folders that are opened to see whether images lie in them. */
const probes = 2;

/** Folders below `path` that hold datasets, nearest first: for a folder that is too high. Links in circles end. */
export async function datasetsBelow(path: string): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  let lookups = 0;
  let level = [path];
  for (let depth = 0; depth < deepest && found.length < mostSuggestions; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (lookups++ > mostLookups || found.length >= mostSuggestions) break;
      const real = await realpath(folder).catch(() => folder);
      if (seen.has(real)) continue;
      seen.add(real);
      if (folder !== path && (await isDataset(folder))) found.push(folder);
      else next.push(...(await foldersIn(folder)));
    }
    level = next;
  }
  return found;
}

/** The dataset that a folder is a part of: that of a class, a severity or a corruption. For a folder that is too deep. */
export async function datasetAbove(path: string): Promise<string | undefined> {
  const corrupted = withinCorrupted(path);
  if (corrupted && (await holdsShifts(corrupted.root))) return corrupted.root;
  const parent = dirname(path);
  const siblings = (await foldersIn(parent)).filter((folder) => folder !== path);
  return parent !== path && (await holdImages(siblings)) ? parent : undefined;
}

/** The dataset that a file lies in, where it looks like one: in a class folder, or beside them. */
export async function datasetAround(file: string): Promise<string[]> {
  const folder = dirname(file);
  const corrupted = withinCorrupted(folder);
  if (corrupted && (await holdsShifts(corrupted.root))) return [corrupted.root];
  for (const candidate of [folder, dirname(folder)]) {
    if (await isDataset(candidate)) return [candidate];
  }
  return [];
}

async function isDataset(path: string): Promise<boolean> {
  return (await isArrayFolder(path)) || (await holdsShifts(path)) || holdImages(await foldersIn(path));
}

async function holdsShifts(path: string): Promise<boolean> {
  return (await likelyShifts(path, await listStoredShifts(path).catch(() => []))).length > 0;
}

async function foldersIn(path: string): Promise<string[]> {
  return (await glimpse(path)).folders.map((name) => join(path, name));
}

async function holdImages(folders: readonly string[]): Promise<boolean> {
  if (folders.length === 0) return false;
  const probed = await Promise.all(
    folders.slice(0, probes).map(async (folder) => ({ name: basename(folder), ...(await glimpse(folder)) })),
  );
  return probed.some(({ name, firstImage }) => firstImage !== null && !isFlat(name, [firstImage]));
}
