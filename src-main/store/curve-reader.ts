import type { Database } from 'better-sqlite3';
import type { RunCurve, ShiftCurve } from '../../src-shared/api/runs.ts';
import type { ShiftRecord } from '../../src-shared/records.ts';

type Diagnostics = Readonly<Record<string, number | null>>;
type BatchValues = [
  size: number,
  correct1: number,
  correct5: number,
  adapted: number,
  seconds: number,
  diagnostics: string,
];

/** An empty curve of a stream, to which batches from `firstBatch` on are added. */
export function emptyShiftCurve(
  {
    position,
    corruption,
    severity,
    imageCount,
  }: Pick<ShiftRecord, 'position' | 'corruption' | 'severity' | 'imageCount'>,
  firstBatch = 0,
): ShiftCurve {
  const columns = { sizes: [], correct1: [], correct5: [], adapted: [], computeSeconds: [], diagnostics: {} };
  return { position, corruption, severity, imageCount, firstBatch, ...columns };
}

/** Adds a batch's diagnostics; a column that it lacks, or that begins with it, is filled up with null. */
export function addDiagnostics(curve: ShiftCurve, diagnostics: Diagnostics): void {
  const { diagnostics: columns } = curve;
  const before = curve.sizes.length - 1;
  for (const name in diagnostics)
    (columns[name] ??= new Array<null>(before).fill(null)).push(diagnostics[name] ?? null);
  for (const name in columns) if (columns[name]!.length === before) columns[name]!.push(null);
}

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
    for (const [size, correct1, correct5, adapted, seconds, diagnostics] of selectBatches.all(runId, shift.position)) {
      curve.sizes.push(size);
      curve.correct1.push(correct1);
      curve.correct5.push(correct5);
      curve.adapted.push(adapted);
      curve.computeSeconds.push(seconds);
      addDiagnostics(curve, JSON.parse(diagnostics) as Diagnostics);
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
