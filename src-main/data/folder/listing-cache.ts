import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { folderContentSchema, listContent, type FolderContent } from './content.ts';

const entrySchema = z.strictObject({ mtimeMs: z.number(), content: folderContentSchema });
const fileSchema = z.strictObject({ version: z.literal(1), folders: z.record(z.string(), entrySchema) });
type Entry = z.output<typeof entrySchema>;

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
  private readonly file: string | null;
  private readonly known: ReadonlyMap<string, Entry>;
  private readonly seen = new Map<string, Entry>();
  private isNew = false;

  private constructor(root: string, file: string | null, known: ReadonlyMap<string, Entry>) {
    this.root = root;
    this.file = file;
    this.known = known;
  }

  /** @param cacheFolder where listings are kept between calls; null for nowhere */
  static async open(root: string, cacheFolder: string | null): Promise<ListingCache> {
    const name = createHash('sha256').update(root).digest('hex').slice(0, 32);
    const file = cacheFolder === null ? null : join(cacheFolder, 'listings', `${name}.json`);
    return new ListingCache(root, file, file === null ? new Map() : await readEntries(file));
  }

  /**
   * @param relative to the root, `''` for the root itself; the name of the listing
   * @param end time in milliseconds after which it gives up
   * @returns null when time was up
   */
  async list(relative: string, end = Infinity): Promise<FolderContent | null> {
    if (Date.now() > end) return null;
    const path = join(this.root, relative);
    const mtimeMs = (await stat(path).catch(() => null))?.mtimeMs;
    const known = this.seen.get(relative) ?? this.known.get(relative);
    if (known !== undefined && known.mtimeMs === mtimeMs) {
      this.seen.set(relative, known);
      return known.content;
    }
    const content = await listContent(path, relative, end);
    const isSettled = mtimeMs !== undefined && Date.now() - mtimeMs > settledMs;
    if (content !== null && content.problem === null && content.links === 0 && isSettled) {
      this.seen.set(relative, { mtimeMs, content });
      this.isNew = true;
    }
    return content;
  }

  /** Keeps what was listed, also what an earlier look had found elsewhere; a disk that is full or closed is no error. */
  async keep(): Promise<void> {
    const all = new Map([...this.known, ...this.seen]);
    if (this.file === null || !this.isNew || all.size < fewestKept) return;
    const partial = `${this.file}.${process.pid}.part`;
    try {
      await mkdir(dirname(this.file), { recursive: true });
      await writeFile(partial, JSON.stringify({ version: 1, folders: Object.fromEntries(all) }));
      await rename(partial, this.file);
    } catch {
      await rm(partial, { force: true }).catch(() => undefined);
    }
  }
}

/** None where the file is missing, damaged or of another version. */
async function readEntries(file: string): Promise<Map<string, Entry>> {
  try {
    return new Map(Object.entries(fileSchema.parse(JSON.parse(await readFile(file, 'utf8'))).folders));
  } catch {
    return new Map();
  }
}
