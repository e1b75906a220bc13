import { dirname, join } from 'node:path';
import { listContent } from './survey.ts';

/** Folders looked into in search of one that looks right. */
const mostLookups = 200;
const deepest = 3;
const mostSuggestions = 6;
/** Class folders that are opened to see whether images lie in them. */
const probes = 2;

/** Folders below `path` that hold class folders with images, nearest first: for a folder that is too high. */
export async function classFoldersBelow(path: string): Promise<string[]> {
  const found: string[] = [];
  let lookups = 0;
  let level = [path];
  for (let depth = 0; depth < deepest && found.length < mostSuggestions; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (lookups++ > mostLookups || found.length >= mostSuggestions) break;
      const below = await foldersIn(folder);
      if (folder !== path && (await holdImages(below))) found.push(folder);
      else next.push(...below);
    }
    level = next;
  }
  return found;
}

/** The folder above one class folder, when others like it lie beside it: for a folder that is too deep. */
export async function classFolderAbove(path: string): Promise<string | undefined> {
  const parent = dirname(path);
  const siblings = (await foldersIn(parent)).filter((folder) => folder !== path);
  return parent !== path && (await holdImages(siblings)) ? parent : undefined;
}

/** The dataset that a file lies in, where it looks like one: in a class folder, or beside them. */
export async function classFolderAround(file: string): Promise<string[]> {
  const folder = dirname(file);
  for (const candidate of [folder, dirname(folder)]) {
    if (await holdImages(await foldersIn(candidate))) return [candidate];
  }
  return [];
}

async function foldersIn(path: string): Promise<string[]> {
  const { folders } = await listContent(path, '');
  return [...folders].sort().map((name) => join(path, name));
}

async function holdImages(folders: readonly string[]): Promise<boolean> {
  if (folders.length === 0) return false;
  const contents = await Promise.all(folders.slice(0, probes).map((folder) => listContent(folder, '')));
  return contents.some(({ images }) => images > 0);
}
