import type { Database } from 'better-sqlite3';

export interface DeletionTable {
  /** Takes runs out of sight. */
  remove(ids: readonly string[]): void;
  /** Brings removed runs back; returns which of these there were. */
  restore(ids: readonly string[]): string[];
  /**
   * Deletes for good what was removed before a time (ISO 8601) and on none of some days (YYYY-MM-DD), with everything
   * about it; returns how many runs.
   */
  purge(before: string, exceptOn: readonly string[]): number;
  /** Deletes a run for good, given by its full id. */
  erase(id: string): void;
}

/** Runs that the user deleted: kept out of sight for a while, so that the user can change their mind. */
export function deletionTable(db: Database): DeletionTable {
  const listed = 'id IN (SELECT value FROM json_each(?))';
  const remove = db.prepare<[string, string]>(`UPDATE runs SET deleted_at = ? WHERE ${listed} AND deleted_at IS NULL`);
  const restore = db
    .prepare<[string], string>(
      `UPDATE runs SET deleted_at = NULL WHERE ${listed} AND deleted_at IS NOT NULL RETURNING id`,
    )
    .pluck();
  const purge = db.prepare<[string, string]>(
    `DELETE FROM runs WHERE deleted_at < ? AND substr(deleted_at, 1, 10) NOT IN (SELECT value FROM json_each(?))`,
  );
  const erase = db.prepare<[string]>('DELETE FROM runs WHERE id = ?');

  return {
    remove: (ids) => remove.run(new Date().toISOString(), JSON.stringify(ids)),
    restore: (ids) => restore.all(JSON.stringify(ids)),
    purge: (before, exceptOn) => purge.run(before, JSON.stringify(exceptOn)).changes,
    erase: (id) => void erase.run(id),
  };
}
