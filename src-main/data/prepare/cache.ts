import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Prepared images of one shift by dataset index, all of the same number of bytes. */
export type PreparedImages = Map<number, Uint8Array>;

/** Memory for prepared images that are kept for the next stream, in bytes. */
const memoryLimit = 256 * 2 ** 20;

interface FileHeader {
  readonly key: string;
  readonly indices: readonly number[];
  readonly bytesPerImage: number;
  /** SHA-256 of the pixels, hex. */
  readonly sha256: string;
}

/**
 * Keeps prepared images between streams: in memory, and in a folder where one is given. A file that can't be read,
 * is damaged or belongs to something else counts as absent; one that can't be written is left out, since the images
 * can be prepared again.
 */
export class PreparedCache {
  private readonly folder: string | null;
  private readonly inMemory = new Map<string, PreparedImages>();

  constructor(folder: string | null) {
    this.folder = folder;
  }

  /** The images known under `key`; a new empty map when there are none. Images put into the map are kept. */
  async open(key: string): Promise<PreparedImages> {
    const known = this.inMemory.get(key);
    const images = known ?? (await this.readFile(key)) ?? new Map<number, Uint8Array>();
    this.inMemory.delete(key);
    this.inMemory.set(key, images);
    this.forgetOldest();
    return images;
  }

  /**
   * Writes the images to the folder where there is one, whole or not at all.
   * @returns why they can't be kept, as a sentence; null when all is well
   */
  async store(key: string, images: PreparedImages): Promise<string | null> {
    if (this.folder === null || images.size === 0) return null;
    const path = this.pathOf(key);
    const partial = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.part`;
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(partial, encode(key, images));
      await rename(partial, path);
      return null;
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      return `Prepared images can't be kept in ${this.folder}: ${reasonOf(error)}. The next run prepares them anew.`;
    }
  }

  private forgetOldest(): void {
    let bytes = 0;
    for (const [key, images] of [...this.inMemory].reverse()) {
      const size = images.values().next().value?.length ?? 0;
      bytes += size * images.size;
      if (bytes > memoryLimit) this.inMemory.delete(key);
    }
  }

  private async readFile(key: string): Promise<PreparedImages | null> {
    if (this.folder === null) return null;
    try {
      return decode(key, await readFile(this.pathOf(key)));
    } catch {
      return null;
    }
  }

  private pathOf(key: string): string {
    return join(this.folder ?? '', `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.images`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on its disk',
  EDQUOT: 'your share of its disk is used up',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'its disk can only be read',
  ENOTDIR: 'that is a file, not a folder',
  EEXIST: 'that is a file, not a folder',
};

/** The same for every file, so that a log says it once. */
function reasonOf(error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return reasons[code] ?? code;
}

/** Header as one line of JSON, then the pixels. */
function encode(key: string, images: PreparedImages): Buffer {
  const pixels = Buffer.concat([...images.values()]);
  const header: FileHeader = {
    key,
    indices: [...images.keys()],
    bytesPerImage: pixels.length / images.size,
    sha256: createHash('sha256').update(pixels).digest('hex'),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), pixels]);
}

function decode(key: string, bytes: Buffer): PreparedImages | null {
  const headerEnd = bytes.indexOf('\n');
  const header = JSON.parse(bytes.toString('utf8', 0, headerEnd)) as FileHeader;
  const pixels = bytes.subarray(headerEnd + 1);
  if (header.key !== key || createHash('sha256').update(pixels).digest('hex') !== header.sha256) return null;
  const { bytesPerImage, indices } = header;
  return new Map(indices.map((index, i) => [index, pixels.subarray(i * bytesPerImage, (i + 1) * bytesPerImage)]));
}
