import Database from 'better-sqlite3';
import { LabError, toLabError } from '../../src-shared/errors.ts';

const messages: readonly (readonly [RegExp, (path: string) => LabError])[] = [
  [
    /^SQLITE_FULL/,
    (path) =>
      new LabError(
        'no-space',
        `There is no space left on the disk that holds ${path}; everything stored before is kept.`,
        'Free some space and resume the run.',
      ),
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    (path) =>
      new LabError(
        'store',
        `Another process has kept ${path} locked for too long.`,
        'Close other windows and commands of the lab that use the same data, then try again.',
      ),
  ],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    (path) =>
      new LabError(
        'store',
        `${path} is damaged.`,
        'Start the lab again: it puts the damaged file aside and creates a new one.',
      ),
  ],
  [
    /^SQLITE_(READONLY|PERM|CANTOPEN|AUTH)/,
    (path) =>
      new LabError(
        'store',
        `${path} cannot be opened for writing.`,
        'Check the owner and mode of the file and its folder.',
      ),
  ],
  [
    /^SQLITE_IOERR/,
    (path) =>
      new LabError('store', `The disk that holds ${path} reported an error.`, 'Check the disk, then resume the run.'),
  ],
];

export function isCorruption(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/** Whether another connection held a lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** Turns what a database call threw into a sentence for the user. */
export function toStoreError(error: unknown, path: string): LabError {
  if (!(error instanceof Database.SqliteError)) return toLabError(error);
  const known = messages.find(([pattern]) => pattern.test(error.code))?.[1](path);
  const { code, message, hint } = known ?? new LabError('store', `${path} could not be used: ${error.message}.`);
  return new LabError(code, message, hint, error);
}
