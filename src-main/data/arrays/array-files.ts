import { readdir } from 'node:fs/promises';
import { allCorruptionNames } from '../../../src-shared/corruptions.ts';
import { byCodePoints } from '../folder/class-order.ts';
import { isUserFolder } from '../folder/image-files.ts';

const ending = '.npy';
/** The file of labels, without its ending. */
export const labelsName = 'labels';
/** Files of clean images, without their ending. */
export const cleanNames: readonly string[] = ['clean', 'original', 'images'];

/** The arrays in a folder, by the names of their files without the ending. */
export interface ArrayNames {
  readonly labels: boolean;
  /** Clean images: one name, several only where the folder has several such files. */
  readonly clean: readonly string[];
  /** All others, which are corruptions: those of ImageNet-C in its order, then the rest. */
  readonly others: readonly string[];
}

export const arrayFile = (name: string): string => `${name}${ending}`;

/**
 * The names of the arrays in a folder; null for a folder that is none of arrays: one without `.npy` files, or one with folders
 * in it and without labels. A folder that can't be listed is none.
 */
export async function listArrays(root: string): Promise<ArrayNames | null> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && entry.name.endsWith(ending))
    .map(({ name }) => name.slice(0, -ending.length));
  const labels = names.includes(labelsName);
  const hasFolders = entries.some((entry) => entry.isDirectory() && isUserFolder(entry.name));
  if (names.length === 0 || (hasFolders && !labels)) return null;
  const known = allCorruptionNames.filter((name) => names.includes(name));
  const isOther = (name: string): boolean =>
    name !== labelsName && !cleanNames.includes(name) && !known.some((one) => one === name);
  return {
    labels,
    clean: cleanNames.filter((name) => names.includes(name)),
    others: [...known, ...names.filter(isOther).sort(byCodePoints)],
  };
}

/** Whether a folder holds images as NumPy arrays, as CIFAR-10-C does. */
export async function isArrayFolder(root: string): Promise<boolean> {
  return (await listArrays(root)) !== null;
}
