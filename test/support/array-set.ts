import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeNpy } from './npy.ts';

export interface ArraySetOptions {
  /** Images of each severity. */
  readonly count?: number;
  readonly side?: number;
  readonly classes?: number;
  readonly corruptions?: readonly string[];
  /** Name of the file of clean images. */
  readonly clean?: string;
}

/** One number a pixel that encodes array, severity, image, place and channel. */
const arrayValue = (array: number, row: number, place: number): number => (array * 31 + row * 7 + place * 13) % 256;

/** Pixels of `rows` images of `side`² pixels. */
export const arrayPixels = (array: number, rows: number, side: number): Uint8Array =>
  Uint8Array.from({ length: rows * side * side * 3 }, (_, i) =>
    arrayValue(array, Math.floor(i / (side * side * 3)), i % (side * side * 3)),
  );

/** Labels 0, 1, 2, 0, … as CIFAR-10-C has them: once for each severity. */
const blockLabels = (count: number, classes: number): Uint8Array =>
  Uint8Array.from({ length: 5 * count }, (_, row) => (row % count) % classes);

/** Writes a miniature of CIFAR-10-C. @returns root */
export function writeArraySet(
  root: string,
  { count = 6, side = 8, classes = 3, corruptions = ['fog', 'snow'], clean }: ArraySetOptions = {},
): string {
  mkdirSync(root, { recursive: true });
  const shape = (rows: number): string => `(${rows}, ${side}, ${side}, 3)`;
  corruptions.forEach((name, i) => {
    writeNpy(join(root, `${name}.npy`), arrayPixels(i + 1, 5 * count, side), { shape: shape(5 * count) });
  });
  if (clean !== undefined) {
    writeNpy(join(root, `${clean}.npy`), arrayPixels(0, count, side), { shape: shape(count) });
  }
  const labels = corruptions.length > 0 ? blockLabels(count, classes) : blockLabels(count, classes).slice(0, count);
  writeNpy(join(root, 'labels.npy'), labels, { shape: `(${labels.length},)` });
  return root;
}
