import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Part } from './part.ts';

const blockBytes = 512;
const text = (block: Buffer, from: number, length: number): string =>
  block.toString('latin1', from, from + length).split('\0', 1)[0] ?? '';

/** A file in a tar archive that is kept, or one that is passed over. */
class Entry {
  private left: number;
  private padding: number;
  private readonly output: ReturnType<typeof createWriteStream> | undefined;

  constructor(header: Buffer, keep: Part['keep'], folder: string) {
    const prefix = text(header, 345, 155);
    const name = [prefix, text(header, 0, 100)].filter((part) => part !== '').join('/');
    this.left = Number.parseInt(text(header, 124, 12).trim() || '0', 8);
    this.padding = -this.left & (blockBytes - 1);
    const isFile = ['', '0'].includes(text(header, 156, 1));
    const kept = isFile ? keep(name) : undefined;
    if (kept === undefined) return;
    const file = path.join(folder, kept);
    mkdirSync(path.dirname(file), { recursive: true });
    this.output = createWriteStream(file);
  }

  /** Takes what belongs to it. @returns the rest of the bytes */
  async take(bytes: Buffer): Promise<Buffer> {
    const own = bytes.subarray(0, this.left);
    this.left -= own.length;
    const output = this.output;
    if (output && own.length > 0 && !output.write(own)) await once(output, 'drain');
    const padding = Math.min(this.padding, bytes.length - own.length);
    this.padding -= padding;
    return bytes.subarray(own.length + padding);
  }

  get isWhole(): boolean {
    return this.left === 0 && this.padding === 0;
  }

  async close(): Promise<void> {
    const output = this.output;
    if (output) await new Promise<void>((resolve, reject) => output.once('error', reject).end(resolve));
  }
}

/** Takes files out of a gzipped tar archive. */
export async function unpackTar(file: string, folder: string, keep: Part['keep'], signal: AbortSignal): Promise<void> {
  let waiting = Buffer.alloc(0);
  let entry: Entry | undefined;
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.once('error', (error) => unzipped.destroy(error));
  for await (const chunk of source.pipe(unzipped)) {
    signal.throwIfAborted();
    waiting = Buffer.concat([waiting, chunk as Buffer]);
    for (;;) {
      if (entry !== undefined) {
        waiting = Buffer.from(await entry.take(waiting));
        if (!entry.isWhole) break;
        await entry.close();
        entry = undefined;
      }
      if (waiting.length < blockBytes) break;
      const header = waiting.subarray(0, blockBytes);
      waiting = waiting.subarray(blockBytes);
      if (header[0] !== 0) entry = new Entry(header, keep, folder);
    }
  }
  if (entry !== undefined) throw new Error('the archive ends in the middle of a file');
}
