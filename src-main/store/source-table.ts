import type { Database } from 'better-sqlite3';
import type { KeptSource, RunSource } from './store.ts';

export interface SourceTable {
  put(runId: string, source: RunSource, isOwn: boolean): void;
  of(runId: string): KeptSource[];
}

/** The sources of own methods and corruptions, each with the run that computes with it. */
export function sourceTable(db: Database): SourceTable {
  const select = db.prepare<[string], RunSource & { own: number }>(
    'SELECT input, file, source, own FROM run_sources WHERE run_id = ? ORDER BY input DESC',
  );
  const insert = db.prepare<[string, string, string, string, number]>('INSERT INTO run_sources VALUES (?, ?, ?, ?, ?)');
  return {
    put: (runId, { input, file, source }, isOwn) => void insert.run(runId, input, file, source, isOwn ? 1 : 0),
    of: (runId) => select.all(runId).map((row) => ({ ...row, own: row.own === 1 })),
  };
}
