import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Identity of the files of a folder. */
export interface Identity {
  /** SHA-256 over relative paths and file sizes, hex. */
  readonly fingerprint: string;
  /** Changes when a file was written to or replaced, even if its size and time are the same. */
  readonly revision: string;
}

/** Files inspected in parallel. */
const statBatch = 256;
/** For fewer files, asking the file system is faster than reading an index. */
const fewestIndexed = 1000;
/** A file that can't be inspected, such as a link that leads nowhere: its image is reported when it is to be read. */
const unknownFile = { size: 0, mtimeMs: 0, ctimeMs: 0 };

const identitySchema = z.object({ key: z.string(), fingerprint: z.string(), revision: z.string() });

type FileFacts = typeof unknownFile;

/** Hands on size and time of all files in their order, holding no more than a few of them. */
async function forEachFile(
  root: string,
  paths: readonly string[],
  take: (path: string, facts: FileFacts, index: number) => void,
): Promise<void> {
  for (let start = 0; start < paths.length; start += statBatch) {
    const part = paths.slice(start, start + statBatch);
    const facts = await Promise.all(part.map((path) => stat(join(root, path)).catch(() => unknownFile)));
    part.forEach((path, i) => take(path, facts[i]!, start + i));
  }
}

async function identify(root: string, files: readonly string[], paths: readonly string[]): Promise<Identity> {
  const identity = createHash('sha256');
  const revision = createHash('sha256');
  await forEachFile(root, files, (_, { size, mtimeMs, ctimeMs }, i) => {
    identity.update(`${paths[i]!}\t${size}\n`);
    revision.update(`${mtimeMs}\t${ctimeMs}\n`);
  });
  return { fingerprint: identity.digest('hex'), revision: revision.digest('hex') };
}

/** Names of all files and the times of their folders, which change when files come and go or are replaced. */
async function keyOf(root: string, files: readonly string[], paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(`${root}\n`);
  const folders = [...new Set(files.map((path) => dirname(path)))];
  await forEachFile(root, folders, (folder, { mtimeMs, ctimeMs }) =>
    hash.update(`${folder}\t${mtimeMs}\t${ctimeMs}\n`),
  );
  for (const path of paths) hash.update(`${path}\n`);
  return hash.digest('hex');
}

async function readIndex(file: string, key: string): Promise<Identity | undefined> {
  try {
    const stored = identitySchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return stored.key === key ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** An index that can't be written, on a full disk for one, is made again the next time. */
async function writeIndex(file: string, content: z.output<typeof identitySchema>): Promise<void> {
  const partial = `${file}.${process.pid}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, JSON.stringify(content));
    await rename(partial, file);
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

/**
 * Identifies files by their paths, sizes and times, without opening them. With a cache folder, the sizes and times of
 * many files are only read again when one of their folders has changed; an image that was overwritten in place
 * after that is then not noticed.
 * @param files relative to `root`
 * @param paths what they are called in the dataset, where that isn't where they lie
 */
export async function identifyFiles(
  root: string,
  files: readonly string[],
  cacheFolder: string | null = null,
  paths: readonly string[] = files,
): Promise<Identity> {
  if (cacheFolder === null || files.length < fewestIndexed) return identify(root, files, paths);
  const key = await keyOf(root, files, paths);
  const name = createHash('sha256').update(root).digest('hex').slice(0, 32);
  const file = join(cacheFolder, 'index', `${name}.json`);
  const known = await readIndex(file, key);
  if (known) return { fingerprint: known.fingerprint, revision: known.revision };
  const identity = await identify(root, files, paths);
  await writeIndex(file, { key, ...identity });
  return identity;
}
