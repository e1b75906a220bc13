import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { toStoreError } from './store-errors.ts';

const pattern = /^lab-(\d{4}-\d{2}-\d{2})\.sqlite$/;

/** Pages copied before yielding to other work: 1 MiB, some milliseconds. */
const pagesAtOnce = 256;

function generations(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => pattern.test(name))
        .sort()
    : [];
}

/**
 * Copies a database into a folder, once per day (UTC) and `keep` days at most; what is written meanwhile is in the copy
 * too. Copies of later days than this one, made while the clock stood in the future, neither count nor go: what was just
 * made is never the one that goes. Work goes on between the pages, so a run under way does not wait.
 * @returns the path of the copy; null when there is one of today already
 * @throws LabError `no-space` or `store`; earlier copies are kept then
 */
export async function backUp(db: Database, folder: string, keep = 3, now = new Date()): Promise<string | null> {
  const name = `lab-${now.toISOString().slice(0, 10)}.sqlite`;
  const target = path.join(folder, name);
  if (existsSync(target)) return null;
  const partial = `${target}.${process.pid}.partial`;
  try {
    mkdirSync(folder, { recursive: true });
    await db.backup(partial, { progress: () => pagesAtOnce });
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw toStoreError(error, target);
  }
  const upToNow = generations(folder).filter((other) => other <= name);
  for (const old of upToNow.slice(0, -keep)) rmSync(path.join(folder, old), { force: true });
  return target;
}
