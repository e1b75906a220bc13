import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { identifyFiles, type Identity } from './identity.ts';
import { isImageName, layoutHint } from './image-files.ts';

/** The images of a folder `<class>/<image>`, sorted by class and path. */
export interface FolderListing extends Identity {
  readonly root: string;
  /** Names of the class folders, sorted, or the classes that were given; labels are indices into it. */
  readonly classNames: readonly string[];
  /** Relative to `root`, with `/` between class and file. */
  readonly paths: readonly string[];
  readonly labels: Int32Array;
  /** Folders whose name is none of the given classes; their images are left out. */
  readonly foreignFolders: readonly string[];
}

/**
 * Lists a folder of images without opening them. Hidden files, other extensions and empty class folders are left out.
 * @param known the classes of a benchmark by the names of their folders, in the order of their labels
 * @param cacheFolder where the index of a large folder may be kept
 * @throws LabError `not-found` or `bad-input`, saying what the folder should look like.
 */
export async function scanFolder(
  root: string,
  known?: readonly string[],
  cacheFolder: string | null = null,
): Promise<FolderListing> {
  const classes: { name: string; files: string[] }[] = [];
  const folders = await readClassFolders(root);
  const labelOf = known && new Map(known.map((name, label) => [name, label]));
  const foreignFolders = labelOf ? folders.filter((name) => !labelOf.has(name)) : [];
  for (const name of folders.filter((folder) => !foreignFolders.includes(folder))) {
    const files = await readdir(join(root, name), { withFileTypes: true });
    const images = files.filter((file) => !file.isDirectory() && isImageName(file.name)).map((file) => file.name);
    if (images.length > 0) classes.push({ name, files: images.sort() });
  }
  const paths = classes.flatMap(({ name, files }) => files.map((file) => `${name}/${file}`));
  if (paths.length === 0) {
    const hint =
      known === undefined ? layoutHint : `Its class folders must be named as in ${known[0]!}, ${known[1]!}, …`;
    throw new LabError('bad-input', `${root} holds no images in class folders.`, hint);
  }
  return {
    root,
    classNames: known ?? classes.map(({ name }) => name),
    paths,
    labels: Int32Array.from(classes.flatMap(({ name, files }, place) => files.map(() => labelOf?.get(name) ?? place))),
    foreignFolders,
    ...(await identifyFiles(root, paths, cacheFolder)),
  };
}

async function readClassFolders(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
    const folders = await Promise.all(names.map((name) => isFolder(join(root, name))));
    return names.filter((name, i) => folders[i] === true && !name.startsWith('.')).sort();
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
