import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LabError } from '../../../src-shared/errors.ts';
import type { Part } from './part.ts';

export interface DownloadOptions {
  /** Where the archives are in place of their publishers: a folder, or a web address that holds them. */
  readonly from?: string | undefined;
  readonly signal: AbortSignal;
  /** @param bytes that have come since it was last called */
  readonly onBytes: (bytes: number) => void;
}

const isAddress = (text: string): boolean => /^https?:\/\//.test(text);

function placeOf({ url }: Part, from: string | undefined): string {
  const name = url.slice(url.lastIndexOf('/') + 1);
  if (from === undefined) return url;
  return isAddress(from) ? `${from.replace(/\/$/, '')}/${name}` : path.join(from, name);
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Buffer> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield Buffer.from(read.value);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function open(place: string, signal: AbortSignal): Promise<Readable> {
  if (!isAddress(place)) return createReadStream(place);
  const response = await fetch(place, { signal });
  if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`);
  return Readable.from(chunksOf(response.body));
}

/**
 * Brings the archive of a part into a file and makes sure that it is just that one.
 * @throws LabError `bad-input` when it can't be fetched, or is another one than the lab knows
 */
export async function download(part: Part, file: string, { from, signal, onBytes }: DownloadOptions): Promise<void> {
  const place = placeOf(part, from);
  const hash = createHash('sha256');
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  try {
    await pipeline(await open(place, signal), counter, createWriteStream(file), { signal });
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : '';
    throw new LabError(
      'bad-input',
      `${part.name} could not be fetched from ${place}: ${reason}.`,
      'Is that address reachable from here? Without internet, name a folder with the archives in MGTTA_ENGINES_FROM.',
      error,
    );
  }
  const found = hash.digest('hex');
  if (found === part.sha256) return;
  throw new LabError(
    'bad-input',
    `The download from ${place} is not ${part.name} ${part.version}: its SHA-256 is ${found}, not ${part.sha256}.`,
    'Nothing of it was kept. Try again, or from another network; do not use that file.',
  );
}
