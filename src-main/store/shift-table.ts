import type { Database } from 'better-sqlite3';
import { LabError } from '../../src-shared/errors.ts';
import type { BatchRecord, ShiftRecord, ShiftSummary } from '../../src-shared/records.ts';

interface ShiftRow {
  run_id: string;
  position: number;
  corruption: string;
  severity: number;
  image_count: number;
  batch_count: number;
  fingerprint: string;
  status: string;
  summary: string | null;
}

interface BatchRow {
  run_id: string;
  shift_position: number;
  batch_index: number;
  size: number;
  correct1: number;
  correct5: number;
  adapted: number;
  compute_seconds: number;
  load_seconds: number;
  diagnostics: string;
}

function toShift(row: ShiftRow): ShiftRecord {
  return {
    position: row.position,
    corruption: row.corruption,
    severity: row.severity,
    imageCount: row.image_count,
    batchCount: row.batch_count,
    fingerprint: row.fingerprint,
    status: row.status as ShiftRecord['status'],
    summary: row.summary === null ? null : (JSON.parse(row.summary) as ShiftSummary),
  };
}

function toBatch(row: BatchRow): BatchRecord {
  return {
    index: row.batch_index,
    size: row.size,
    correct1: row.correct1,
    correct5: row.correct5,
    adapted: row.adapted === 1,
    computeSeconds: row.compute_seconds,
    loadSeconds: row.load_seconds,
    diagnostics: JSON.parse(row.diagnostics) as BatchRecord['diagnostics'],
  };
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
}

/** The streams of adaptation runs and their batches. */
export function shiftTable(db: Database): ShiftTable {
  const remove = db.prepare<[string, number]>('DELETE FROM shifts WHERE run_id = ? AND position = ?');
  const insert = db.prepare<[ShiftRow]>(
    `INSERT INTO shifts VALUES
       (@run_id, @position, @corruption, @severity, @image_count, @batch_count, @fingerprint, @status, @summary)`,
  );
  const finish = db.prepare<[string, string, number]>(
    "UPDATE shifts SET status = 'done', summary = ? WHERE run_id = ? AND position = ?",
  );
  const replaceBatch = db.prepare<[BatchRow]>(
    `INSERT OR REPLACE INTO batches VALUES
       (@run_id, @shift_position, @batch_index, @size, @correct1, @correct5, @adapted, @compute_seconds, @load_seconds,
        @diagnostics)`,
  );
  const selectShifts = db.prepare<[string], ShiftRow>('SELECT * FROM shifts WHERE run_id = ? ORDER BY position');
  const selectBatches = db.prepare<[string, number], BatchRow>(
    'SELECT * FROM batches WHERE run_id = ? AND shift_position = ? ORDER BY batch_index',
  );
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
      insert.run({
        run_id: runId,
        position: shift.position,
        corruption: shift.corruption,
        severity: shift.severity,
        image_count: shift.imageCount,
        batch_count: shift.batchCount,
        fingerprint: shift.fingerprint,
        status: shift.status,
        summary: shift.summary === null ? null : JSON.stringify(shift.summary),
      });
    },
    finish(runId, position, summary) {
      const { changes } = finish.run(JSON.stringify(summary), runId, position);
      if (changes === 0)
        throw new LabError('internal', `Shift ${position} of run ${runId} was finished before it began.`);
    },
    putBatches(runId, position, batches) {
      for (const batch of batches) {
        replaceBatch.run({
          run_id: runId,
          shift_position: position,
          batch_index: batch.index,
          size: batch.size,
          correct1: batch.correct1,
          correct5: batch.correct5,
          adapted: batch.adapted ? 1 : 0,
          compute_seconds: batch.computeSeconds,
          load_seconds: batch.loadSeconds,
          diagnostics: JSON.stringify(batch.diagnostics),
        });
      }
    },
    dropFrom(runId, position, next) {
      dropShifts.run(runId, next === 0 ? position : position + 1);
      dropBatches.run(runId, position, next);
      reopen.run(runId, position);
    },
    all: (runId) => selectShifts.all(runId).map(toShift),
    batches: (runId, position) => selectBatches.all(runId, position).map(toBatch),
  };
}
