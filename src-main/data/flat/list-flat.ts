import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import { byCodePoints } from '../folder/class-order.ts';
import { isImageName, isUserFolder } from '../folder/image-files.ts';
import { findGroundTruth, readGroundTruth } from './ground-truth.ts';

/** Images without class folders, whose classes are in a list. */
export interface FlatListing {
  /** Where the list lies. */
  readonly truth: string;
  /** All classes that the list has labels among, in their order. */
  readonly classes: readonly string[];
  /** In the order that class folders would give them. */
  readonly images: readonly { readonly file: string; readonly wnid: string }[];
}

/** Names of the images in a folder without class folders, sorted; null for a folder with some, or without images. */
async function imagesIn(root: string): Promise<string[] | null> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const images = entries.filter((entry) => !entry.isDirectory() && isImageName(entry.name)).map(({ name }) => name);
  const hasFolders = entries.some(
    (entry) =>
      (entry.isDirectory() || (entry.isSymbolicLink() && extname(entry.name) === '')) &&
      isUserFolder(entry.name) &&
      !/devkit/i.test(entry.name),
  );
  return images.length === 0 || hasFolders ? null : images.sort(byCodePoints);
}

/**
 * Lists images that lie in one folder, with a list of their classes beside or above them, as ImageNet's validation
 * set is published; null without such a list.
 * @throws LabError `bad-input` for a list that doesn't fit
 */
export async function listFlat(root: string): Promise<FlatListing | null> {
  const files = await imagesIn(root);
  if (files === null) return null;
  const truth = await findGroundTruth(root);
  if (truth === null) return null;
  const { wnids, classes } = await readGroundTruth(truth, files);
  const images = files.map((file, place) => ({ file, wnid: wnids[place]! }));
  // As the reference reads a folder of them: by class, then by name.
  return {
    truth,
    classes,
    images: images.sort((a, b) => byCodePoints(a.wnid, b.wnid) || byCodePoints(a.file, b.file)),
  };
}
