import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { LabError } from '../../src-shared/errors.ts';
import { needsCheck, noteSound } from './health-check.ts';
import { isOutdated, migrate, type Migration } from './migrations.ts';
import { refreshViews } from './refresh-views.ts';
import { copyToRead, isReadOnly, type Access } from './read-only-copy.ts';
import { isBusy, isCorruption, toStoreError } from './store-errors.ts';

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

/** How long a command of an earlier version may take to end before it counts as one that stays. */
const aloneMs = 2000;

/**
 * Does something on a connection beside which there is no other, in no process and of no version: each holds a shared lock on the file
 * as long as it is open.
 * @throws LabError `store` where there is another
 */
function withAlone<T>(file: string, work: (db: Database.Database) => T): T {
  const db = new Database(file, { timeout: aloneMs });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    try {
      db.exec('BEGIN EXCLUSIVE; COMMIT');
    } catch (error) {
      if (!isBusy(error)) throw error;
      throw new LabError(
        'store',
        `${file} is of an earlier version of the lab, and another window, command or notebook still has it open: it can't be brought up to date now.`,
        'Nothing was changed. Let what runs there end, close it, and try again.',
        error,
      );
    }
    return work(db);
  } finally {
    db.close();
  }
}

/** Connects to a store of the latest schema version, to which an earlier one is brought where nobody else uses it. */
function connectUpToDate(
  file: string,
  { waitSeconds = 30, migrations }: ConnectionOptions,
): Pick<Connection, 'db' | 'notices'> {
  const first = connectOrPutAside(file, waitSeconds);
  try {
    if (!isOutdated(first.db, file, migrations)) {
      migrate(first.db, file, migrations);
      return first;
    }
  } catch (error) {
    first.db.close();
    throw error;
  }
  first.db.close();
  const backup = withAlone(file, (db) => migrate(db, file, migrations));
  const said = backup === undefined ? [] : [`The store was brought up to date; a copy of the old one is ${backup}.`];
  return { db: connect(file, waitSeconds), notices: [...first.notices, ...said] };
}

function openWritable(file: string, options: ConnectionOptions): Connection {
  makeFolder(file);
  // Whoever waits for its turn finds a store that is up to date: only processes of earlier versions can hold it.
  const { db, notices } = inTurn(file, options.waitSeconds ?? 30, () => connectUpToDate(file, options));
  try {
    refreshViews(db);
    return { db, file, readOnly: false, notices };
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
 * @param access checks whether a file may be written to
 * @throws LabError `store`, `no-space`, `bad-input` or `not-found`
 */
export function openConnection(file: string, options: ConnectionOptions, access?: Access): Connection {
  try {
    return isReadOnly(file, access) ? openReadOnly(file, options) : openWritable(file, options);
  } catch (error) {
    throw toStoreError(error, file);
  }
}
