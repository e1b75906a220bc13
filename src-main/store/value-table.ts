import type { Database } from 'better-sqlite3';
import type { JsonValue, Store } from './store.ts';

/** Single values that belong to no run: settings, what windows remember, what the user registered. */
export function valueTable(db: Database): {
  readonly read: Store['readValue'];
  readonly write: Store['writeValue'];
} {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM key_values WHERE key = ?');
  const replace = db.prepare<[string, string]>('INSERT OR REPLACE INTO key_values VALUES (?, ?)');
  const remove = db.prepare<[string]>('DELETE FROM key_values WHERE key = ?');

  return {
    read(key) {
      const row = select.get(key);
      return row === undefined ? null : (JSON.parse(row.value) as JsonValue);
    },
    write(key, value) {
      if (value === null) remove.run(key);
      else replace.run(key, JSON.stringify(value));
    },
  };
}
