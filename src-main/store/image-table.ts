import type { Database } from 'better-sqlite3';
import { recordBytes } from '../../src-shared/metrics/image-records.ts';

/** A row is added to until it has so many bytes: few rows where batches are small, little to copy at each checkpoint. */
const rowBytes = 4096 * recordBytes;

export interface ImageTable {
  /** Adds packed records of images to a stream. */
  append(runId: string, position: number, records: Uint8Array): void;
  /** How many images of a stream have records. */
  count(runId: string, position: number): number;
  /** Packed records of a stream in its order; empty where none are kept. */
  of(runId: string, position: number): Uint8Array;
  /** Drops all records of a stream but the first `images`. */
  keepFirst(runId: string, position: number, images: number): void;
}

/** Predictions of runs for each image, as packed records. */
export function imageTable(db: Database): ImageTable {
  const last = db.prepare<[string, number], { entry: number; bytes: number }>(
    `SELECT entry, length(data) AS bytes FROM image_records
     WHERE run_id = ? AND shift_position = ? ORDER BY entry DESC LIMIT 1`,
  );
  const insert = db.prepare<[string, number, Uint8Array]>(
    'INSERT INTO image_records (run_id, shift_position, data) VALUES (?, ?, ?)',
  );
  // `||` makes a text of its operands.
  const extend = db.prepare<[Uint8Array, number]>(
    'UPDATE image_records SET data = CAST(data || ? AS BLOB) WHERE entry = ?',
  );
  const select = db
    .prepare<[string, number], Buffer>(
      'SELECT data FROM image_records WHERE run_id = ? AND shift_position = ? ORDER BY entry',
    )
    .pluck();
  const lengths = db.prepare<[string, number], { entry: number; bytes: number }>(
    `SELECT entry, length(data) AS bytes FROM image_records
     WHERE run_id = ? AND shift_position = ? ORDER BY entry`,
  );
  const size = db
    .prepare<[string, number], number>(
      'SELECT coalesce(sum(length(data)), 0) FROM image_records WHERE run_id = ? AND shift_position = ?',
    )
    .pluck();
  const cut = db.prepare<[number, number]>('UPDATE image_records SET data = substr(data, 1, ?) WHERE entry = ?');
  const drop = db.prepare<[number]>('DELETE FROM image_records WHERE entry = ?');

  return {
    append(runId, position, records) {
      if (records.length === 0) return;
      const row = last.get(runId, position);
      if (row && row.bytes < rowBytes) extend.run(records, row.entry);
      else insert.run(runId, position, records);
    },
    count: (runId, position) => (size.get(runId, position) ?? 0) / recordBytes,
    of: (runId, position) => Buffer.concat(select.all(runId, position)),
    keepFirst(runId, position, images) {
      let left = images * recordBytes;
      for (const { entry, bytes } of lengths.all(runId, position)) {
        if (left <= 0) drop.run(entry);
        else if (bytes > left) cut.run(left, entry);
        left -= bytes;
      }
    },
  };
}
