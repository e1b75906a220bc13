import type { Database } from 'better-sqlite3';
import { LabError } from '../../src-shared/errors.ts';
import { dropViews } from './refresh-views.ts';

/** SQL that leads from schema version `version - 1` to `version`. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** Marks a SQLite file as a store of the lab (`MGTT`), so that another program's database is not taken for one. */
const applicationId = 0x4d475454;

const readNumber = (db: Database, pragma: string) => Number(db.pragma(pragma, { simple: true }));

/** @returns the schema version that a database has reached */
function reachedVersion(db: Database, path: string, latest: number): number {
  const id = readNumber(db, 'application_id');
  const tables = db.prepare<[], { count: number }>('SELECT count(*) AS count FROM sqlite_schema').get()?.count ?? 0;
  if (id !== applicationId && (id !== 0 || tables > 0)) {
    throw new LabError(
      'store',
      `${path} is a database of another program, not a store of the lab.`,
      'Choose another folder for the data of the lab.',
    );
  }
  const version = readNumber(db, 'user_version');
  if (version > latest) {
    throw new LabError(
      'store',
      `${path} was written by a newer version of the lab (schema ${version}, this one knows ${latest}).`,
      'Update the lab, or choose another folder for its data.',
    );
  }
  return version;
}

function copyAside(db: Database, path: string, version: number, now: Date): string {
  const backup = `${path}.version-${version}.${now.getTime()}.backup`;
  db.prepare('VACUUM INTO ?').run(backup);
  return backup;
}

const latestOf = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;

/** Whether a database holds something of an earlier schema version. @throws LabError `store` as `migrate` */
export function isOutdated(db: Database, path: string, migrations: readonly Migration[]): boolean {
  const latest = latestOf(migrations);
  const version = db.transaction(() => reachedVersion(db, path, latest)).deferred();
  return version > 0 && version < latest;
}

/**
 * Brings a database to the latest schema version; an older one that holds anything is copied beside itself first.
 * @param db one that is outdated must be open nowhere else: processes of earlier versions would go on with tables that have changed.
 *   A new one may be made by several processes at the same moment.
 * @returns the path of that copy, if one was made
 * @throws LabError `store` when the database is newer than this program or belongs to another one
 */
export function migrate(
  db: Database,
  path: string,
  migrations: readonly Migration[],
  now = new Date(),
): string | undefined {
  const latest = latestOf(migrations);
  const before = db.transaction(() => reachedVersion(db, path, latest)).deferred();
  if (before === latest) return undefined;
  const backup = before === 0 ? undefined : copyAside(db, path, before, now);

  // Rebuilding a table would otherwise delete the rows that refer to it. Has no effect within a transaction.
  db.pragma('foreign_keys = OFF');
  db.transaction(() => {
    const version = reachedVersion(db, path, latest);
    if (version === latest) return;
    dropViews(db);
    for (const migration of migrations) if (migration.version > version) db.exec(migration.sql);
    const violations = db.pragma('foreign_key_check') as unknown[];
    if (violations.length > 0) {
      throw new LabError('store', `${path} could not be brought to schema version ${latest}.`);
    }
    db.pragma(`user_version = ${latest}`);
    db.pragma(`application_id = ${applicationId}`);
  }).immediate();
  db.pragma('foreign_keys = ON');
  return backup;
}
