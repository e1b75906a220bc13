import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { spread } from '../folder/in-parallel.ts';
import { NpyFile } from '../npy.ts';
import { arrayFile } from './array-files.ts';
import type { ArraySet } from './array-set.ts';

/** Images of each array whose pixels identify it: all arrays of a kind have files of the same size. */
const identifyingImages = 32;

/** SHA-256 over the shape of an array and the pixels of some of its images, hex. */
export async function identifyArray(root: string, name: string): Promise<string> {
  const file = await NpyFile.open(join(root, arrayFile(name)));
  try {
    const { shape } = file.header;
    const hash = createHash('sha256').update(`${name}\t${shape.join('×')}\n`);
    const rows = Array.from({ length: shape[0] ?? 0 }, (_, row) => row);
    for (const row of spread(rows, identifyingImages)) hash.update(await file.rows(row, 1));
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

/** Identifies a set by its labels and classes, and by one of its arrays. */
export async function identifySet({ root, classNames, labels }: ArraySet, name: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([classNames, [...labels]]));
  return hash.update(await identifyArray(root, name)).digest('hex');
}

/** Changes when one of the arrays was written to or replaced. */
export async function reviseArrays(root: string, names: readonly string[]): Promise<string> {
  const states = await Promise.all(names.map((name) => stat(join(root, arrayFile(name)))));
  return createHash('sha256')
    .update(states.map(({ size, mtimeMs, ctimeMs }) => `${size}\t${mtimeMs}\t${ctimeMs}\n`).join(''))
    .digest('hex');
}
