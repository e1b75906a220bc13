import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { LabError, toErrorMessage } from '../../../src-shared/errors.ts';
import { checkpointFiles } from '../../models/sharded.ts';

/** State of a file when it was last read. */
export interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
}

/** The facts of a file, or why there are none. */
export type Known<Facts> = { readonly facts: Facts; readonly hash: string } | { readonly problem: string };

/** SHA-256 of a file, hex; of all files of a sharded checkpoint one after the other. Read in pieces. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of checkpointFiles(path)) {
    for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** @throws LabError `not-found` for what is no file */
export async function fileState(path: string): Promise<FileState> {
  const status = await stat(path).catch(() => null);
  if (status === null) throw new LabError('not-found', `The file ${path} is gone or can't be reached.`);
  if (!status.isFile()) throw new LabError('not-found', `${path} is not a file.`);
  return { size: status.size, mtimeMs: status.mtimeMs };
}

/** Facts and hashes of files, read in the way that is asked for; a file is hashed anew when it has changed. */
export class FileFacts<Facts, How = undefined> {
  private readonly read: (path: string, how: How | undefined) => Promise<Facts>;
  private readonly hashes = new Map<string, { readonly state: FileState; readonly hash: Promise<string> }>();

  /** @param read finds out the facts of a file quickly; throws a LabError for a file that isn't what it should be */
  constructor(read: (path: string, how: How | undefined) => Promise<Facts>) {
    this.read = read;
  }

  /** @throws LabError `not-found`, `bad-checkpoint` */
  async of(path: string, how?: How): Promise<{ readonly facts: Facts; readonly hash: string }> {
    const state = await fileState(path);
    // Found out each time, since files beside it may have changed what is known of it; what is no checkpoint is not hashed.
    const facts = await this.read(path, how);
    return { facts, hash: await this.hashOf(path, state) };
  }

  private hashOf(path: string, state: FileState): Promise<string> {
    const known = this.hashes.get(path);
    if (known?.state.size === state.size && known.state.mtimeMs === state.mtimeMs) return known.hash;
    const hash = hashFile(path);
    this.hashes.set(path, { state, hash });
    hash.catch(() => this.hashes.delete(path));
    return hash;
  }

  /** The same for lists, where a file that can't be used is still shown. */
  async factsOf(path: string, how?: How): Promise<Known<Facts>> {
    try {
      return await this.of(path, how);
    } catch (error) {
      return { problem: toErrorMessage(error).message };
    }
  }
}
