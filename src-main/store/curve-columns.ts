import type { ShiftCurve } from '../../src-shared/api/runs.ts';
import type { BatchRecord, ShiftRecord } from '../../src-shared/records.ts';

export type CurveShift = Pick<ShiftRecord, 'position' | 'corruption' | 'severity' | 'imageCount'>;
type CurveBatch = Pick<BatchRecord, 'size' | 'correct1' | 'correct5' | 'adapted' | 'computeSeconds' | 'diagnostics'>;

/** The curve of a stream without any batch yet; the first to be added is number `firstBatch`. */
export function emptyShiftCurve(
  { position, corruption, severity, imageCount }: CurveShift,
  firstBatch = 0,
): ShiftCurve {
  const columns = { sizes: [], correct1: [], correct5: [], adapted: [], computeSeconds: [], diagnostics: {} };
  return { position, corruption, severity, imageCount, firstBatch, ...columns };
}

/** A diagnostic that a batch lacks, or that comes with it for the first time, is null elsewhere. */
function addDiagnostics(curve: ShiftCurve, diagnostics: CurveBatch['diagnostics']): void {
  const { diagnostics: columns, sizes } = curve;
  for (const [name, value] of Object.entries(diagnostics)) {
    const column = (columns[name] ??= new Array<number | null>(sizes.length - 1).fill(null));
    column.push(value !== null && Number.isFinite(value) ? value : null);
  }
  for (const column of Object.values(columns)) if (column.length < sizes.length) column.push(null);
}

/** Adds a batch at the end of a curve. */
export function addBatch(curve: ShiftCurve, batch: CurveBatch): void {
  curve.sizes.push(batch.size);
  curve.correct1.push(batch.correct1);
  curve.correct5.push(batch.correct5);
  curve.adapted.push(batch.adapted ? 1 : 0);
  curve.computeSeconds.push(batch.computeSeconds);
  addDiagnostics(curve, batch.diagnostics);
}
