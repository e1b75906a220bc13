import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { isImageName, isUserFolder } from './image-files.ts';
import { NameDigest } from './name-digest.ts';

const counts = z.record(z.string(), z.int().positive());

/** Direct content of one folder. */
export const folderContentSchema = z.strictObject({
  name: z.string(),
  images: z.int().nonnegative(),
  /** Names of some of the images. */
  examples: z.array(z.string()),
  /** Equal for folders that hold images of the same names. */
  digest: z.string(),
  /** Names of folders, and of links to folders. */
  folders: z.array(z.string()),
  /** Those of them that are links. */
  linkedFolders: z.array(z.string()),
  /** Links of any kind. */
  links: z.int().nonnegative(),
  /** Links that lead nowhere, and the names of some. */
  brokenLinks: z.int().nonnegative(),
  brokenExamples: z.array(z.string()),
  /** Files that are no images, by lower-case ending (`''` for none). */
  foreign: counts,
  /** Images by ending as written, e.g. `.JPEG`. */
  endings: counts,
  /** Why it can't be read; the rest is then empty. */
  problem: z.string().nullable(),
});
export type FolderContent = z.output<typeof folderContentSchema>;

/** Names of a folder that are reported unless more are asked for. */
const usualExamples = 4;
/** Entries that are read, and links that are followed, at a time. */
const entriesAtOnce = 256;

/**
 * Counts what lies in a folder, in memory that does not depend on how much it is.
 * @param end time in milliseconds after which it gives up
 * @param examples names of images that are picked
 * @returns null when time was up
 */
export async function listContent(
  path: string,
  name: string,
  end = Infinity,
  examples = usualExamples,
): Promise<FolderContent | null> {
  const tally = new Tally(name, examples);
  try {
    let some: Dirent[] = [];
    for await (const entry of await opendir(path, { bufferSize: entriesAtOnce })) {
      if (!entry.name.startsWith('.')) some.push(entry);
      if (some.length < entriesAtOnce) continue;
      await addAll(tally, path, some);
      some = [];
      if (Date.now() > end) return null;
    }
    await addAll(tally, path, some);
    return tally.content(null);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return tally.content(code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code || String(error));
  }
}

async function addAll(tally: Tally, path: string, entries: readonly Dirent[]): Promise<void> {
  const kinds = await Promise.all(entries.map((entry) => kindOf(path, entry)));
  entries.forEach((entry, i) => tally.add(entry, kinds[i]!));
}

type Kind = 'folder' | 'file' | 'nothing';

async function kindOf(path: string, entry: Dirent): Promise<Kind> {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : 'file';
  const target = await stat(join(path, entry.name)).catch(() => null);
  if (target === null) return 'nothing';
  return target.isDirectory() ? 'folder' : 'file';
}

class Tally {
  private readonly name: string;
  private readonly names: NameDigest;
  private readonly folders: string[] = [];
  private readonly linkedFolders: string[] = [];
  private readonly brokenExamples: string[] = [];
  private readonly foreign: Record<string, number> = {};
  private readonly endings: Record<string, number> = {};
  private images = 0;
  private links = 0;
  private brokenLinks = 0;

  constructor(name: string, examples: number) {
    this.name = name;
    this.names = new NameDigest(examples);
  }

  add(entry: Dirent, kind: Kind): void {
    const { name } = entry;
    if (entry.isSymbolicLink()) this.links++;
    if (kind === 'nothing') {
      if (this.brokenLinks++ < usualExamples) this.brokenExamples.push(name);
    } else if (kind === 'folder') {
      if (!isUserFolder(name)) return;
      this.folders.push(name);
      if (entry.isSymbolicLink()) this.linkedFolders.push(name);
    } else if (isImageName(name)) {
      this.images++;
      this.names.add(name);
      countOne(this.endings, extname(name));
    } else countOne(this.foreign, extname(name).toLowerCase());
  }

  content(problem: string | null): FolderContent {
    const { name, images, folders, linkedFolders, links, brokenLinks, brokenExamples, foreign, endings } = this;
    const { examples, value: digest } = this.names;
    const found = { folders, linkedFolders, links, brokenLinks, brokenExamples, foreign, endings };
    return { name, images, examples, digest, ...found, problem };
  }
}

function countOne(sums: Record<string, number>, key: string): void {
  sums[key] = (sums[key] ?? 0) + 1;
}

/** Facts of a folder that are known without reading all of it. */
export interface Glimpse {
  readonly folders: readonly string[];
  readonly hasImages: boolean;
  readonly firstImage: string | null;
}

/** Entries that are read for a glimpse. */
const glimpsed = 2000;

/**
 * The first folders in a folder, sorted, and whether there are images among its first entries.
 * @param until `image`: an image says enough, the folders beside it don't matter
 */
export async function glimpse(path: string, until?: 'image'): Promise<Glimpse> {
  const folders: string[] = [];
  let firstImage: string | null = null;
  try {
    let seen = 0;
    for await (const entry of await opendir(path, { bufferSize: entriesAtOnce })) {
      if (++seen > glimpsed) break;
      if (entry.name.startsWith('.')) continue;
      const kind = await kindOf(path, entry);
      if (kind === 'folder' && isUserFolder(entry.name)) folders.push(entry.name);
      else if (kind === 'file' && isImageName(entry.name)) firstImage ??= entry.name;
      if (until === 'image' && firstImage !== null) break;
    }
  } catch {
    // Unreadable folders give no suggestions.
  }
  return { folders: folders.sort(), hasImages: firstImage !== null, firstImage };
}
