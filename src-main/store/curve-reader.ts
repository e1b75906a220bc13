import type { Database } from 'better-sqlite3';
import type { RunCurve, ShiftCurve } from '../../src-shared/api/runs.ts';
import type { BatchRecord, ShiftRecord } from '../../src-shared/records.ts';
import { addBatch, emptyShiftCurve } from './curve-columns.ts';

type BatchValues = [
  size: number,
  correct1: number,
  correct5: number,
  adapted: number,
  computeSeconds: number,
  diagnostics: string,
];

/** Reads the batches of runs as columns, in one pass per stream. */
export function curveReader(db: Database): (runId: string, shifts: readonly ShiftRecord[]) => RunCurve {
  const selectBatches = db
    .prepare<[string, number], BatchValues>(
      `SELECT size, correct1, correct5, adapted, compute_seconds, diagnostics FROM batches
       WHERE run_id = ? AND shift_position = ? ORDER BY batch_index`,
    )
    .raw();
  const selectSteps = db
    .prepare<[string], [step: number, loss: number | null]>(
      'SELECT step, loss FROM steps WHERE run_id = ? ORDER BY step',
    )
    .raw();

  function shiftCurve(runId: string, shift: ShiftRecord): ShiftCurve {
    const curve = emptyShiftCurve(shift);
    for (const [size, correct1, correct5, adapted, computeSeconds, json] of selectBatches.all(runId, shift.position)) {
      const diagnostics = JSON.parse(json) as BatchRecord['diagnostics'];
      addBatch(curve, { size, correct1, correct5, adapted: adapted === 1, computeSeconds, diagnostics });
    }
    return curve;
  }

  return (runId, shifts) => {
    const steps = selectSteps.all(runId);
    return {
      runId,
      shifts: shifts.map((shift) => shiftCurve(runId, shift)),
      firstStep: steps[0]?.[0] ?? 0,
      losses: steps.map(([, loss]) => loss),
    };
  };
}
