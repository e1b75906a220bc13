import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { folderContentSchema, listContent, type FolderContent } from './content.ts';

const entrySchema = z.strictObject({ mtimeMs: z.number(), content: folderContentSchema });
const fileSchema = z.strictObject({ version: z.literal(1), folders: z.record(z.string(), entrySchema) });
type Entry = z.output<typeof entrySchema>;

/** The folders that lie in one folder, known from before or listed now. */
interface Siblings {
  readonly file: string | null;
  readonly entries: Map<string, Entry>;
  isNew: boolean;
}

/** A folder that changed a moment ago may change again without another time of change, so it is listed anew. */
const settledMs = 3000;
/** Fewer folders are listed faster than a file of them is kept. */
const fewestKept = 50;

/**
 * Lists folders, and knows those again that have not changed since: the time of a folder changes when entries come and
 * go. Folders with links are always listed anew, since what they lead to may have changed.
 */
export class ListingCache {
  private readonly root: string;
  private readonly cacheFolder: string | null;
  private readonly siblings = new Map<string, Promise<Siblings>>();

  /** @param cacheFolder where listings are kept between calls; null for nowhere */
  constructor(root: string, cacheFolder: string | null) {
    this.root = root;
    this.cacheFolder = cacheFolder;
  }

  /**
   * @param relative to the root, `''` for the root itself; the name of the listing
   * @param end time in milliseconds after which it gives up
   * @param examples names of images that are picked, where the folder is listed anew
   * @returns null when time was up
   */
  async list(relative: string, end = Infinity, examples?: number): Promise<FolderContent | null> {
    if (Date.now() > end) return null;
    const path = join(this.root, relative);
    const siblings = await this.siblingsOf(path);
    const mtimeMs = (await stat(path).catch(() => null))?.mtimeMs;
    const known = siblings.entries.get(path);
    if (known !== undefined && known.mtimeMs === mtimeMs) return { ...known.content, name: relative };
    const content = await listContent(path, relative, end, examples);
    const isSettled = mtimeMs !== undefined && Date.now() - mtimeMs > settledMs;
    if (content !== null && content.problem === null && content.links === 0 && isSettled) {
      siblings.entries.set(path, { mtimeMs, content });
      siblings.isNew = true;
    }
    return content;
  }

  /** Writes down what is new and frees its memory; a disk that is full or closed is no error. */
  async keep(): Promise<void> {
    const all = [...this.siblings.values()];
    this.siblings.clear();
    for (const pending of all) await write(await pending);
  }

  private siblingsOf(path: string): Promise<Siblings> {
    const parent = dirname(path);
    const open = this.siblings.get(parent) ?? read(this.fileFor(parent));
    this.siblings.set(parent, open);
    return open;
  }

  private fileFor(parent: string): string | null {
    if (this.cacheFolder === null) return null;
    const name = createHash('sha256').update(parent).digest('hex').slice(0, 32);
    return join(this.cacheFolder, 'listings', `${name}.json`);
  }
}

/** Nothing is known where the file is missing, damaged or of another version. */
async function read(file: string | null): Promise<Siblings> {
  if (file === null) return { file, entries: new Map(), isNew: false };
  try {
    const { folders } = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return { file, entries: new Map(Object.entries(folders)), isNew: false };
  } catch {
    return { file, entries: new Map(), isNew: false };
  }
}

async function write({ file, entries, isNew }: Siblings): Promise<void> {
  if (file === null || !isNew || entries.size < fewestKept) return;
  const partial = `${file}.${process.pid}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, JSON.stringify({ version: 1, folders: Object.fromEntries(entries) }));
    await rename(partial, file);
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}
