import type { Database } from 'better-sqlite3';
import { views } from './views.ts';

/** The statements that make the views, as SQLite keeps them. */
const wanted: ReadonlyMap<string, string> = new Map(
  Object.entries(views).map(([name, sql]) => [name, `CREATE VIEW ${name} AS ${sql}`]),
);

/** Takes the views away, so that the tables under them can change. */
export function dropViews(db: Database): void {
  const names = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all();
  for (const name of names) db.exec(`DROP VIEW "${name.replaceAll('"', '""')}"`);
}

/** Makes the views of a store those that this version of the lab promises. A store that has them is only read. */
export function refreshViews(db: Database): void {
  const stored = (): Map<string, string> =>
    new Map(
      db
        .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'view'")
        .all()
        .map(({ name, sql }) => [name, sql]),
    );
  const areWanted = (): boolean => {
    const views = stored();
    return views.size === wanted.size && [...wanted].every(([name, sql]) => views.get(name) === sql);
  };
  if (areWanted()) return;
  db.transaction(() => {
    dropViews(db);
    for (const sql of wanted.values()) db.exec(sql);
  }).immediate();
}
