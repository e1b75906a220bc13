import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { LabError, toLabError } from '../../src-shared/errors.ts';

/** Turns a failure to write into a sentence about `target`. */
function toExportError(error: unknown, target: string): LabError {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new LabError('no-space', `There is no space left to write ${target}.`, 'Free some space.', error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new LabError('bad-input', `No permission to write ${target}.`, 'Choose another folder.', error);
    case 'EEXIST':
    case 'ENOTDIR':
      return new LabError('bad-input', `${target} is not a folder.`, 'Choose another folder.', error);
    case 'EISDIR':
    case 'ENOTEMPTY':
      return new LabError('bad-input', `A folder stands in the way of ${target}.`, 'Choose another folder.', error);
    default:
      return toLabError(error);
  }
}

async function attempt<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toExportError(error, target);
  }
}

/** Contents of a file: whole, or in parts generated while writing. */
export type FileContent = string | Uint8Array | Iterable<string>;

async function writeSynced(file: string, content: FileContent): Promise<void> {
  // `wx`: never through a link that someone else has put there.
  const handle = await open(file, 'wx');
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) await handle.writeFile(content);
    else for (const part of content) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes texts or bytes into a folder, making it if needed: a file appears complete or not at all, and none does if one of them
 * could not be written. Existing files of these names are replaced.
 * @param files content by file name
 * @returns the paths written
 * @throws LabError `no-space` or `bad-input` (no permission, not a folder)
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, FileContent>>): Promise<string[]> {
  await attempt(folder, () => mkdir(folder, { recursive: true }));
  const planned = Object.entries(files).map(([name, content]) => {
    const target = path.join(folder, name);
    return { target, content, temporary: path.join(folder, `.${name}.${process.pid}.${Date.now()}.partial`) };
  });
  try {
    for (const { target, temporary, content } of planned) await attempt(target, () => writeSynced(temporary, content));
    for (const { target, temporary } of planned) await attempt(target, () => rename(temporary, target));
  } finally {
    await Promise.all(planned.map(({ temporary }) => rm(temporary, { force: true })));
  }
  return planned.map(({ target }) => target);
}
