import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ProvisionProgress } from '../../../src-shared/engines.ts';
import { LabError, toLabError } from '../../../src-shared/errors.ts';
import { download, type DownloadOptions } from './download.ts';
import { partFolder } from './folder.ts';
import { bytesOf, type Part } from './part.ts';
import { unpackTar } from './unpack-tar.ts';
import { unpackZip } from './unpack-zip.ts';

export interface ProvideOptions extends Pick<DownloadOptions, 'from' | 'signal'> {
  readonly onProgress: (progress: ProvisionProgress) => void;
}

const workName = /^\.getting-(\d+)-/;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function workFolder(parts: string): string {
  try {
    mkdirSync(parts, { recursive: true });
    // Remains of an earlier set-up that was ended from outside.
    for (const name of readdirSync(parts)) {
      const pid = workName.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) rmSync(path.join(parts, name), { recursive: true });
    }
    return mkdtempSync(path.join(parts, `.getting-${process.pid}-`));
  } catch (error) {
    throw new LabError(
      'bad-input',
      `Nothing can be written to ${parts}: ${toLabError(error).message}.`,
      'Name another folder in the environment variable MGTTA_ENGINES, here and wherever the lab is started.',
      error,
    );
  }
}

/**
 * Fetches the parts that are not there yet, one after the other.
 * @returns the folders that were added
 * @throws LabError when one can't be had as it should be; nothing is added then
 */
export async function provideParts(
  parts: readonly Part[],
  root: string,
  { from, signal, onProgress }: ProvideOptions,
): Promise<string[]> {
  const missing = parts.filter((part) => !existsSync(partFolder(part, root)));
  if (missing.length === 0) return [];
  const work = workFolder(path.join(root, 'parts'));
  const added: string[] = [];
  const totalBytes = bytesOf(missing);
  let doneBytes = 0;
  try {
    for (const part of missing) {
      const report = (verb: string): void => onProgress({ text: `${verb} ${part.name}`, doneBytes, totalBytes });
      const before = doneBytes;
      const archive = path.join(work, 'archive');
      report('Fetching');
      const onBytes = (bytes: number): void => {
        doneBytes = Math.min(doneBytes + bytes, before + part.bytes);
        report('Fetching');
      };
      await download(part, archive, { from, signal, onBytes });
      doneBytes = before + part.bytes;
      report('Unpacking');
      const unpacked = path.join(work, 'unpacked');
      mkdirSync(unpacked);
      const unpack = part.url.endsWith('.tgz') ? unpackTar : unpackZip;
      await unpack(archive, unpacked, part.keep, signal);
      if (readdirSync(unpacked).length === 0) throw new Error(`${part.name} holds nothing of what was expected.`);
      const folder = partFolder(part, root);
      renameSync(unpacked, folder);
      added.push(folder);
      rmSync(archive);
    }
    return added;
  } catch (error) {
    removeFolders(added);
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Takes back what was added. */
export function removeFolders(folders: readonly string[]): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
