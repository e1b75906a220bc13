import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** As `accessSync` of `node:fs`. */
export type Access = (file: string, mode: number) => void;

/** Whether a store is there that can be read but neither written to nor locked: its folder or its disk is read-only. */
export function isReadOnly(file: string, access: Access = accessSync): boolean {
  if (!existsSync(file)) return false;
  try {
    access(file, constants.W_OK);
    access(path.dirname(file), constants.W_OK);
    return false;
  } catch (error) {
    // Another process may have put it aside, damaged, at this moment.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/**
 * Copies a database with what was written to it last, to be read in a folder that can be written to: SQLite needs that for
 * its locks. The copy goes when the process ends.
 */
export function copyToRead(file: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mgtta-lab-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const copy = path.join(folder, path.basename(file));
  for (const suffix of ['', '-wal'].filter((ending) => existsSync(file + ending))) {
    copyFileSync(file + suffix, copy + suffix);
    chmodSync(copy + suffix, 0o600);
  }
  return copy;
}
