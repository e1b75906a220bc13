import type { Database } from 'better-sqlite3';
import type { KeptSource, MethodSource } from './store.ts';

export interface SourceTable {
  put(runId: string, source: MethodSource, isOwn: boolean): void;
  get(runId: string): KeptSource | undefined;
}

/** The sources of own methods, each with the run that computes with it. */
export function sourceTable(db: Database): SourceTable {
  const select = db.prepare<[string], MethodSource & { own: number }>(
    'SELECT file, source, own FROM method_sources WHERE run_id = ?',
  );
  const insert = db.prepare<[string, string, string, number]>('INSERT INTO method_sources VALUES (?, ?, ?, ?)');
  return {
    put: (runId, { file, source }, isOwn) => void insert.run(runId, file, source, isOwn ? 1 : 0),
    get(runId) {
      const row = select.get(runId);
      return row && { ...row, own: row.own === 1 };
    },
  };
}
