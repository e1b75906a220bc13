import type { Database } from 'better-sqlite3';
import { gradientRecordSchema, type GradientRecord } from '../../src-shared/gradient-records.ts';
import { storedJson } from './stored-json.ts';

export interface GradientTable {
  put(runId: string, record: GradientRecord): void;
  /** In the order of the batches. */
  all(runId: string): GradientRecord[];
  /** Drops what comes at or after batch `next` of the stream at `position`. */
  dropFrom(runId: string, position: number, next: number): void;
}

/** Records of parameter updates, for runs that have them. */
export function gradientTable(db: Database): GradientTable {
  const insert = db.prepare<[string, number, number, string]>(
    'INSERT OR REPLACE INTO gradient_records VALUES (?, ?, ?, ?)',
  );
  const select = db
    .prepare<[string], string>(
      'SELECT data FROM gradient_records WHERE run_id = ? ORDER BY shift_position, batch_index',
    )
    .pluck();
  const drop = db.prepare<[string, number, number, number]>(
    'DELETE FROM gradient_records WHERE run_id = ? AND (shift_position > ? OR (shift_position = ? AND batch_index >= ?))',
  );
  return {
    put: (runId, record) => void insert.run(runId, record.position, record.batch, JSON.stringify(record)),
    all: (runId) =>
      select.all(runId).map((data) => gradientRecordSchema.parse(storedJson(data, 'records of gradients'))),
    dropFrom: (runId, position, next) => void drop.run(runId, position, position, next),
  };
}
