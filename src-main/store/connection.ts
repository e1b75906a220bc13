import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { LabError } from '../../src-shared/errors.ts';
import { needsCheck, noteSound } from './health-check.ts';
import { migrate, type Migration } from './migrations.ts';
import { refreshViews } from './refresh-views.ts';
import { copyToRead, isReadOnly, type Access } from './read-only-copy.ts';
import { isCorruption, toStoreError } from './store-errors.ts';

export interface ConnectionOptions {
  readonly migrations: readonly Migration[];
  /** How long a call waits for another process that is writing, in seconds. */
  readonly waitSeconds?: number;
}

export interface Connection {
  readonly db: Database.Database;
  /** Whether nothing can be stored: see `read-only-copy.ts`. */
  readonly readOnly: boolean;
  readonly notices: readonly string[];
  /** The file that was asked for. */
  readonly file: string;
}

/** A database in WAL mode is three files; the one that makes it a database goes last when they are put aside. */
const suffixes = ['-shm', '-wal', ''];

/** @throws SqliteError for a database that is damaged */
function check(db: Database.Database, file: string): void {
  const findings = db.pragma('quick_check(1)', { simple: true });
  if (findings !== 'ok') throw new Database.SqliteError(String(findings), 'SQLITE_CORRUPT');
  noteSound(file);
}

function connect(file: string, waitSeconds: number): Database.Database {
  const db = new Database(file, { timeout: waitSeconds * 1000 });
  try {
    if (needsCheck(file)) check(db, file);
    // Readers and a writer work at the same time.
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function putAside(file: string, now: Date): string {
  const aside = `${file}.damaged-${now.toISOString().replaceAll(':', '-')}`;
  for (const suffix of suffixes) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  return aside;
}

function connectUnlessDamaged(file: string, waitSeconds: number): Database.Database | undefined {
  try {
    return connect(file, waitSeconds);
  } catch (error) {
    if (isCorruption(error)) return undefined;
    throw error;
  }
}

function connectOrPutAside(file: string, waitSeconds: number): Pick<Connection, 'db' | 'notices'> {
  const db = connectUnlessDamaged(file, waitSeconds);
  if (db !== undefined) return { db, notices: [] };
  const aside = putAside(file, new Date());
  const notice = `The store ${file} was damaged; it was kept as ${aside} and an empty one was started.`;
  return { db: connect(file, waitSeconds), notices: [notice] };
}

/**
 * Lets one process at a time open a store. SQLite finds the log of a database by its name: who opens a damaged file while
 * another puts it aside and makes a new one would read, and in the end delete, the log of the new one.
 */
function inTurn<T>(file: string, waitSeconds: number, open: () => T): T {
  const lock = new Database(`${file}.lock`, { timeout: waitSeconds * 1000 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return open();
  } finally {
    lock.close();
  }
}

function makeFolder(file: string): void {
  const folder = path.dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    throw new LabError(
      'bad-input',
      `${folder} is not a folder.`,
      'Choose another folder for the data of the lab.',
      error,
    );
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new LabError('bad-input', `${file} is a folder; a database file is expected there.`);
  }
}

function openWritable(file: string, { waitSeconds = 30, migrations }: ConnectionOptions): Connection {
  makeFolder(file);
  const { db, notices } = inTurn(file, waitSeconds, () => connectOrPutAside(file, waitSeconds));
  try {
    const backup = migrate(db, file, migrations);
    refreshViews(db);
    const said = backup === undefined ? [] : [`The store was brought up to date; a copy of the old one is ${backup}.`];
    return { db, file, readOnly: false, notices: [...notices, ...said] };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A store in a folder that can't be written to, as it stands now. */
function openReadOnly(file: string, options: ConnectionOptions): Connection {
  const { db } = openWritable(copyToRead(file), options);
  db.pragma('query_only = ON');
  const notice = `${file} can't be written to: its runs are shown, and nothing can be changed.`;
  return { db, file, readOnly: true, notices: [notice] };
}

/**
 * Opens a database, making it and its folder if needed, checks it and brings it to the latest schema version. A damaged
 * file is renamed, never deleted; one that can't be written to is copied and read.
 * @param access what tells whether a file may be written to
 * @throws LabError `store`, `no-space`, `bad-input` or `not-found`
 */
export function openConnection(file: string, options: ConnectionOptions, access?: Access): Connection {
  try {
    return isReadOnly(file, access) ? openReadOnly(file, options) : openWritable(file, options);
  } catch (error) {
    throw toStoreError(error, file);
  }
}
