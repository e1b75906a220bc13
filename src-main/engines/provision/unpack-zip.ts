import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import type { Part } from './part.ts';

const endBytes = 22;
const longestComment = 65_535;
const stored = 0;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly headerAt: number;
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw new Error('the archive is too short');
  return buffer;
}

/** The list of files at the end of a zip archive (APPNOTE.TXT, 4.3.12 and 4.3.16); archives over 4 GiB are not read. */
async function entriesOf(handle: FileHandle): Promise<Entry[]> {
  const { size } = await handle.stat();
  const tailBytes = Math.min(size, endBytes + longestComment);
  const tail = await bytesAt(handle, size - tailBytes, tailBytes);
  const end = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end < 0) throw new Error('it is no zip archive');
  const list = await bytesAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; at < list.length;) {
    const nameBytes = list.readUInt16LE(at + 28);
    entries.push({
      name: list.toString('utf8', at + 46, at + 46 + nameBytes),
      method: list.readUInt16LE(at + 10),
      packedBytes: list.readUInt32LE(at + 20),
      headerAt: list.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + list.readUInt16LE(at + 30) + list.readUInt16LE(at + 32);
  }
  return entries;
}

/** Takes files out of a zip archive, e.g. a Python wheel. */
export async function unpackZip(file: string, folder: string, keep: Part['keep'], signal: AbortSignal): Promise<void> {
  const handle = await open(file);
  try {
    for (const { name, method, packedBytes, headerAt } of await entriesOf(handle)) {
      const kept = keep(name);
      if (kept === undefined || packedBytes === 0) continue;
      const header = await bytesAt(handle, headerAt, 30);
      const start = headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
      const output = path.join(folder, kept);
      mkdirSync(path.dirname(output), { recursive: true });
      const packed = createReadStream(file, { start, end: start + packedBytes - 1 });
      const target = createWriteStream(output);
      if (method === stored) await pipeline(packed, target, { signal });
      else await pipeline(packed, createInflateRaw(), target, { signal });
    }
  } finally {
    await handle.close();
  }
}
