import type { RunCurve, ShiftCurve } from '../../src-shared/api/runs.ts';
import type { BatchRecord, ShiftRecord, StepRecord } from '../../src-shared/records.ts';

export type CurveShift = Pick<ShiftRecord, 'position' | 'corruption' | 'severity' | 'imageCount'>;
type Measured = number | null;

const finiteOrNull = (value: Measured): Measured => (value !== null && Number.isFinite(value) ? value : null);

export const emptyCurve = (runId: string): RunCurve => ({ runId, shifts: [], firstStep: 0, losses: [] });

/** Begins a stream at the end of a curve. @param firstBatch number of the first batch to be added */
export function addShift(
  { shifts }: RunCurve,
  { position, corruption, severity, imageCount }: CurveShift,
  firstBatch = 0,
): ShiftCurve {
  const columns = { sizes: [], correct1: [], correct5: [], adapted: [], computeSeconds: [], diagnostics: {} };
  const added = { position, corruption, severity, imageCount, firstBatch, ...columns };
  shifts.push(added);
  return added;
}

/** A diagnostic that a batch lacks, or that comes with it for the first time, is null elsewhere. */
function addDiagnostics({ diagnostics: columns, sizes }: ShiftCurve, diagnostics: BatchRecord['diagnostics']): void {
  for (const [name, value] of Object.entries(diagnostics)) {
    (columns[name] ??= new Array<Measured>(sizes.length - 1).fill(null)).push(finiteOrNull(value));
  }
  for (const column of Object.values(columns)) if (column.length < sizes.length) column.push(null);
}

/** Adds the next batch of a stream, which is begun if it is not the last one. */
export function addBatch(curve: RunCurve, shift: CurveShift, batch: BatchRecord): void {
  const last = curve.shifts.at(-1);
  const stream = last?.position === shift.position ? last : addShift(curve, shift, batch.index);
  stream.sizes.push(batch.size);
  stream.correct1.push(batch.correct1);
  stream.correct5.push(batch.correct5);
  stream.adapted.push(batch.adapted ? 1 : 0);
  stream.computeSeconds.push(batch.computeSeconds);
  addDiagnostics(stream, batch.diagnostics);
}

/** Adds the next step of a pre-training. */
export function addStep(curve: RunCurve, { step, loss }: StepRecord): void {
  if (curve.losses.length === 0) curve.firstStep = step;
  curve.losses.push(finiteOrNull(loss));
}
