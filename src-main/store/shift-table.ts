import type { Database } from 'better-sqlite3';
import { LabError } from '../../src-shared/errors.ts';
import { outlierCount, type BatchRecord, type ShiftRecord, type ShiftSummary } from '../../src-shared/records.ts';
import { storedJson } from './stored-json.ts';

/** A stream as it is stored: with its summary as text. */
type ShiftRow = Omit<ShiftRecord, 'summary'> & { readonly summary: string | null };

const shiftColumns =
  'position, corruption, severity, image_count AS imageCount, batch_count AS batchCount, fingerprint, status, summary';

/** A batch as it is stored: values in the order of `batchColumns`. */
type BatchRow = [
  index: number,
  size: number,
  correct1: number,
  correct5: number,
  adapted: number,
  computeSeconds: number,
  loadSeconds: number,
  diagnostics: string,
];

const batchColumns = 'batch_index, size, correct1, correct5, adapted, compute_seconds, load_seconds, diagnostics';

function toBatch(row: BatchRow): BatchRecord {
  const [index, size, correct1, correct5, adapted, computeSeconds, loadSeconds, json] = row;
  const diagnostics = storedJson(json, `diagnostics of batch ${index + 1}`) as BatchRecord['diagnostics'];
  return { index, size, correct1, correct5, adapted: adapted === 1, computeSeconds, loadSeconds, diagnostics };
}

function toBatchRow({ index, size, correct1, correct5, adapted, ...batch }: BatchRecord): BatchRow {
  const { computeSeconds, loadSeconds, diagnostics } = batch;
  return [index, size, correct1, correct5, adapted ? 1 : 0, computeSeconds, loadSeconds, JSON.stringify(diagnostics)];
}

const toShift = ({ summary, ...row }: ShiftRow): ShiftRecord => ({
  ...row,
  summary:
    summary === null ? null : (storedJson(summary, `figures of ${row.corruption} ${row.severity}`) as ShiftSummary),
});

interface BatchPlace {
  /** Position of a stream. */
  readonly shift: number;
  readonly batch: number;
}

export interface ShiftTable {
  /** Replaces the shift at its position together with its batches. */
  put(runId: string, shift: ShiftRecord): void;
  finish(runId: string, position: number, summary: ShiftSummary): void;
  putBatches(runId: string, position: number, batches: readonly BatchRecord[]): void;
  /** Drops what comes at or after batch `next` of shift `position`, and reopens that shift. */
  dropFrom(runId: string, position: number, next: number): void;
  all(runId: string): ShiftRecord[];
  batches(runId: string, position: number): BatchRecord[];
  /** Where the batches of a run end: its last stream with any, and the next batch of that. */
  end(runId: string): BatchPlace;
  /** Images in the batches of a stream that are stored, of known classes or not. */
  imagesOf(runId: string, position: number): number;
  /** Batches from a place on, in order. */
  batchesFrom(runId: string, from: BatchPlace): IterableIterator<{ position: number; batch: BatchRecord }>;
}

/** The streams of adaptation runs and their batches. */
export function shiftTable(db: Database): ShiftTable {
  const remove = db.prepare<[string, number]>('DELETE FROM shifts WHERE run_id = ? AND position = ?');
  const insert = db.prepare<[ShiftRow & { readonly runId: string }]>(
    `INSERT INTO shifts VALUES
       (@runId, @position, @corruption, @severity, @imageCount, @batchCount, @fingerprint, @status, @summary)`,
  );
  const finish = db.prepare<[string, string, number]>(
    "UPDATE shifts SET status = 'done', summary = ? WHERE run_id = ? AND position = ?",
  );
  const replaceBatch = db.prepare<[string, number, ...BatchRow]>(
    `INSERT OR REPLACE INTO batches (run_id, shift_position, ${batchColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectShifts = db.prepare<[string], ShiftRow>(
    `SELECT ${shiftColumns} FROM shifts WHERE run_id = ? ORDER BY position`,
  );
  const selectBatches = db
    .prepare<[string, number], BatchRow>(
      `SELECT ${batchColumns} FROM batches WHERE run_id = ? AND shift_position = ? ORDER BY batch_index`,
    )
    .raw();
  const selectFrom = db
    .prepare<[string, number, number], [position: number, ...row: BatchRow]>(
      `SELECT shift_position, ${batchColumns} FROM batches
       WHERE run_id = ? AND (shift_position, batch_index) >= (?, ?) ORDER BY shift_position, batch_index`,
    )
    .raw();
  const selectEnd = db.prepare<[string], BatchPlace>(
    `SELECT shift_position AS shift, batch_index + 1 AS batch FROM batches
     WHERE run_id = ? ORDER BY shift_position DESC, batch_index DESC LIMIT 1`,
  );
  const countImages = db
    .prepare<[string, number], number>(
      `SELECT coalesce(sum(size + coalesce(diagnostics ->> '$.${outlierCount}', 0)), 0)
       FROM batches WHERE run_id = ? AND shift_position = ?`,
    )
    .pluck();
  const dropShifts = db.prepare<[string, number]>('DELETE FROM shifts WHERE run_id = ? AND position >= ?');
  const dropBatches = db.prepare<[string, number, number]>(
    'DELETE FROM batches WHERE run_id = ? AND shift_position = ? AND batch_index >= ?',
  );
  const reopen = db.prepare<[string, number]>(
    "UPDATE shifts SET status = 'running', summary = NULL WHERE run_id = ? AND position = ?",
  );

  return {
    put(runId, shift) {
      remove.run(runId, shift.position);
      insert.run({ ...shift, runId, summary: shift.summary && JSON.stringify(shift.summary) });
    },
    finish(runId, position, summary) {
      const { changes } = finish.run(JSON.stringify(summary), runId, position);
      if (changes === 0)
        throw new LabError('internal', `Shift ${position} of run ${runId} was finished before it began.`);
    },
    putBatches(runId, position, batches) {
      for (const batch of batches) replaceBatch.run(runId, position, ...toBatchRow(batch));
    },
    dropFrom(runId, position, next) {
      dropShifts.run(runId, next === 0 ? position : position + 1);
      dropBatches.run(runId, position, next);
      reopen.run(runId, position);
    },
    all: (runId) => selectShifts.all(runId).map(toShift),
    batches: (runId, position) => selectBatches.all(runId, position).map(toBatch),
    end: (runId) => selectEnd.get(runId) ?? { shift: 0, batch: 0 },
    imagesOf: (runId, position) => countImages.get(runId, position) ?? 0,
    *batchesFrom(runId, from) {
      for (const [position, ...row] of selectFrom.iterate(runId, from.shift, from.batch)) {
        yield { position, batch: toBatch(row) };
      }
    },
  };
}
