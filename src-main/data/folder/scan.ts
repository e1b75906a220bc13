import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { isImageName, layoutHint } from './image-files.ts';

/** The images of a folder `<class>/<image>`, sorted by path. */
export interface FolderListing {
  readonly root: string;
  /** Names of the class folders, sorted; labels are indices into it. */
  readonly classNames: readonly string[];
  /** Relative to `root`, with `/` between class and file. */
  readonly paths: readonly string[];
  readonly labels: Int32Array;
  /** SHA-256 over relative paths and file sizes, hex. */
  readonly fingerprint: string;
  /** Changes when a file was written to, even if its size is the same. */
  readonly revision: string;
}

/** Files looked at side by side. */
const statBatch = 256;

/**
 * Lists a folder of images without opening them. Hidden files, other extensions and empty class folders are left out.
 * @throws LabError `not-found` or `bad-input`, saying what the folder should look like.
 */
export async function scanFolder(root: string): Promise<FolderListing> {
  const classes: { name: string; files: string[] }[] = [];
  for (const name of await readClassFolders(root)) {
    const files = await readdir(join(root, name), { withFileTypes: true });
    const images = files.filter((file) => !file.isDirectory() && isImageName(file.name)).map((file) => file.name);
    if (images.length > 0) classes.push({ name, files: images.sort() });
  }
  const paths = classes.flatMap(({ name, files }) => files.map((file) => `${name}/${file}`));
  if (paths.length === 0) {
    throw new LabError('bad-input', `${root} holds no images in class folders.`, layoutHint);
  }
  return {
    root,
    classNames: classes.map(({ name }) => name),
    paths,
    labels: Int32Array.from(classes.flatMap(({ files }, label) => files.map(() => label))),
    ...(await identify(root, paths)),
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

/** A file that can't be looked at, such as a link that leads nowhere: its image is reported when it is to be read. */
const unknownFile = { size: 0, mtimeMs: 0 };

async function identify(root: string, paths: readonly string[]): Promise<{ fingerprint: string; revision: string }> {
  const identity = createHash('sha256');
  const revision = createHash('sha256');
  for (let start = 0; start < paths.length; start += statBatch) {
    const part = paths.slice(start, start + statBatch);
    const stats = await Promise.all(part.map((path) => stat(join(root, path)).catch(() => unknownFile)));
    stats.forEach(({ size, mtimeMs }, i) => {
      identity.update(`${part[i]!}\t${size}\n`);
      revision.update(`${mtimeMs}\n`);
    });
  }
  return { fingerprint: identity.digest('hex'), revision: revision.digest('hex') };
}
