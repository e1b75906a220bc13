import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { listFlat, type FlatListing } from '../flat/list-flat.ts';
import { areNumbered, byCodePoints, inClassOrder, orderNotices } from './class-order.ts';
import { glimpse } from './content.ts';
import type { Identity } from './identity.ts';
import { isImageName, isUserFolder, layoutHint } from './image-files.ts';
import { inParallel } from './in-parallel.ts';
import { flatHint } from './layouts.ts';
import { firstNames } from './wording.ts';

/** The images of a folder `<class>/<image>`, in the order of their paths, byte by byte. */
export interface FolderListing {
  readonly root: string;
  /** Names of the class folders in the order of `inClassOrder`, or the classes that were given; labels are indices into it. */
  readonly classNames: readonly string[];
  /** Relative to `root`, with `/` between class and file. */
  readonly paths: readonly string[];
  /** Where the files lie below `root`, in the order of `paths`: elsewhere than those say where there are no class folders. */
  readonly files: readonly string[];
  readonly labels: Int32Array;
  /** Folders that are none of the classes that were given; their images are left out. */
  readonly strange: readonly string[];
  /** Notes for the user on how classes were numbered, a sentence each. */
  readonly notices: readonly string[];
}

export type IdentifiedListing = FolderListing & Identity;

/** How many images a folder holds, and of which classes. */
export interface FolderCount {
  readonly classNames: readonly string[];
  readonly images: number;
  /** Class folders without any image. */
  readonly empty: readonly string[];
  readonly notices: readonly string[];
}

/** Folders that are listed side by side. */
const foldersAtOnce = 8;

/**
 * Lists a folder of images without opening them. Hidden files, other extensions and empty class folders are left out, and
 * so are folders whose name is none of the given classes. Class folders that are numbers keep them: an empty one is a class
 * without images.
 * @param known the classes of a benchmark by the names of their folders, in the order of their labels
 * @throws LabError `not-found` or `bad-input`, saying what the folder should look like.
 */
export async function listFolder(root: string, known?: readonly string[]): Promise<FolderListing> {
  const flat = await listFlat(root);
  if (flat) return withoutFolders(root, flat, known);
  const { folders, strange } = await classFoldersOf(root, known);
  const listed = await inParallel(folders.toSorted(inPathOrder), foldersAtOnce, async (name) => ({
    name,
    files: await imagesIn(root, name),
  }));
  const without = new Set(listed.filter(({ files }) => files.length === 0).map(({ name }) => name));
  const empty = folders.filter((name) => without.has(name));
  if (empty.length === folders.length) throw withoutImages(root, folders, known);
  const { classNames, notices } = classesOf(folders, empty, known);
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  const paths = listed.flatMap(({ name, files }) => files.sort(byCodePoints).map((file) => `${name}/${file}`));
  return {
    root,
    classNames,
    paths,
    files: paths,
    labels: Int32Array.from(listed.flatMap(({ name, files }) => files.map(() => labelOf.get(name)!))),
    strange,
    notices,
  };
}

/** Images in no class folders, listed as if they were in some: the same images have the same places and paths then. */
function withoutFolders(root: string, flat: FlatListing, known?: readonly string[]): FolderListing {
  const classNames = known ?? flat.classes;
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  const images = flat.images.filter(({ wnid }) => labelOf.has(wnid));
  if (images.length === 0) throw withoutImages(root, flat.classes, known);
  return {
    root,
    classNames,
    paths: images.map(({ file, wnid }) => `${wnid}/${file}`),
    files: images.map(({ file }) => file),
    labels: Int32Array.from(images, ({ wnid }) => labelOf.get(wnid)!),
    strange: [...new Set(flat.images.map(({ wnid }) => wnid))].filter((wnid) => !labelOf.has(wnid)),
    notices: [],
  };
}
/** Orders folders as the paths of their files are, in UTF-8 byte by byte: `a-b/…` comes before `a/…`. */
const inPathOrder = (a: string, b: string): number => byCodePoints(`${a}/`, `${b}/`);

/** Counts what `listFolder` lists, without reading sizes and times. @throws LabError as that does */
export async function countFolder(root: string, known?: readonly string[]): Promise<FolderCount> {
  const flat = await listFlat(root);
  if (flat) {
    const { classNames, paths, notices } = withoutFolders(root, flat, known);
    return { classNames, images: paths.length, empty: [], notices };
  }
  const { folders } = await classFoldersOf(root, known);
  const counts = await inParallel(folders, foldersAtOnce, async (name) => (await imagesIn(root, name)).length);
  const images = counts.reduce((sum, count) => sum + count, 0);
  if (images === 0) throw withoutImages(root, folders, known);
  const empty = folders.filter((_, i) => counts[i] === 0);
  return { ...classesOf(folders, empty, known), images, empty };
}

/** The classes that labels are indices into. @param folders in their order */
function classesOf(folders: readonly string[], empty: readonly string[], known: readonly string[] | undefined) {
  if (known) return { classNames: known, notices: [] };
  const classNames = areNumbered(folders) ? folders : folders.filter((name) => !empty.includes(name));
  return { classNames, notices: orderNotices(folders, empty) };
}

async function imagesIn(root: string, name: string): Promise<string[]> {
  const files = await readdir(join(root, name), { withFileTypes: true });
  return files.filter((file) => !file.isDirectory() && isImageName(file.name)).map((file) => file.name);
}

/** The folders of known classes, or all of them; and those that are none. */
async function classFoldersOf(root: string, known: readonly string[] | undefined) {
  const all = await readClassFolders(root);
  const classes = known && new Set(known);
  const folders = classes ? all.filter((name) => classes.has(name)) : all;
  if (folders.length === 0) throw withoutImages(root, all, known, await hintFor(root));
  return { folders, strange: classes ? all.filter((name) => !classes.has(name)) : [] };
}

/** Advice for a folder without class folders. */
async function hintFor(root: string): Promise<string> {
  const { firstImage } = await glimpse(root);
  return flatHint(firstImage === null ? [] : [firstImage]) ?? layoutHint;
}

function withoutImages(
  root: string,
  folders: readonly string[],
  known: readonly string[] | undefined,
  hint = layoutHint,
): LabError {
  const message = `${root} holds no images in class folders`;
  if (folders.length === 0) return new LabError('bad-input', `${message}.`, hint);
  if (known === undefined || folders.some((name) => known.includes(name))) {
    return new LabError(
      'bad-input',
      `${message}: ${firstNames(folders)} ${folders.length === 1 ? 'is' : 'are'} empty.`,
      layoutHint,
    );
  }
  return new LabError(
    'bad-input',
    `${message} named ${known[0]!}, ${known[1]!} and so on; it has ${firstNames(folders)}.`,
    'Choose another folder, or another benchmark or none.',
  );
}

/** Names of the class folders in a folder, in the order of their labels. @throws LabError as `listFolder` */
export async function readClassFolders(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
    const links = new Set(entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name));
    const folders = await inParallel(
      names,
      foldersAtOnce,
      async (name) => !links.has(name) || isFolder(join(root, name)),
    );
    return inClassOrder(names.filter((name, i) => folders[i] === true && isUserFolder(name)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new LabError('not-found', `The folder ${root} does not exist.`, layoutHint);
    if (code === 'ENOTDIR') throw new LabError('bad-input', `${root} is a file, not a folder of images.`, layoutHint);
    throw error;
  }
}

/** False also for a link that leads nowhere. */
async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
