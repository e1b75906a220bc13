import type { RunCurve, ShiftCurve } from '../../../src-shared/api/runs.ts';
import type { RunColumns, StreamColumns } from '../../../src-shared/curves/columns.ts';

type Maybe = ArrayLike<number | null>;

const none = new Float64Array(0);

/** A run of which nothing is known yet. */
export const emptyColumns = (runId: string): RunColumns => ({ runId, shifts: [], firstStep: 0, losses: none });

/**
 * A column with rows from `at` on; what was there is overwritten. It lies in the memory of the column before while that
 * has room, and else in new memory of twice the size, so that a value is copied twice at most on average. Of the columns
 * that share memory only the latest is to be appended to.
 */
function grown(column: Maybe, rows: Maybe, at: number): Float64Array {
  const length = at + rows.length;
  const hasRoom = column instanceof Float64Array && column.buffer.byteLength >= length * Float64Array.BYTES_PER_ELEMENT;
  const memory = hasRoom ? column.buffer : new Float64Array(2 * length).buffer;
  const next = new Float64Array(memory, 0, length);
  if (!hasRoom) for (let index = 0; index < Math.min(column.length, at); index += 1) next[index] = column[index] ?? NaN;
  next.fill(NaN, column.length, at);
  for (let index = 0; index < rows.length; index += 1) next[at + index] = rows[index] ?? NaN;
  return next;
}

function appendShift(known: StreamColumns | undefined, rows: ShiftCurve): StreamColumns {
  const at = rows.firstBatch;
  const length = rows.sizes.length;
  const names = Object.keys({ ...known?.diagnostics, ...rows.diagnostics });
  const unmeasured = new Array<null>(length).fill(null);
  const diagnostic = (name: string) =>
    grown(known?.diagnostics[name] ?? none, rows.diagnostics[name] ?? unmeasured, at);
  const { position, corruption, severity, imageCount } = rows;
  const column = (name: 'sizes' | 'correct1' | 'correct5' | 'adapted' | 'computeSeconds') =>
    grown(known?.[name] ?? none, rows[name], at);
  return {
    ...{ position, corruption, severity, imageCount, firstBatch: 0 },
    ...{ sizes: column('sizes'), correct1: column('correct1'), correct5: column('correct5') },
    ...{ adapted: column('adapted'), computeSeconds: column('computeSeconds') },
    diagnostics: Object.fromEntries(names.map((name) => [name, diagnostic(name)])),
  };
}

/**
 * The columns of a run with further rows; where these overlap, the later ones count.
 * @returns undefined when rows are missing in between: all must then be fetched again
 */
export function appendCurve(curve: RunColumns, event: RunCurve): RunColumns | undefined {
  const shifts = new Map(curve.shifts.map((shift) => [shift.position, shift]));
  for (const rows of event.shifts) {
    const known = shifts.get(rows.position);
    if (rows.firstBatch > (known?.sizes.length ?? 0)) return undefined;
    shifts.set(rows.position, appendShift(known, rows));
  }
  const sorted = [...shifts.values()].sort((a, b) => a.position - b.position);
  if (event.losses.length === 0) return { ...curve, shifts: sorted };
  const firstStep = curve.losses.length === 0 ? event.firstStep : curve.firstStep;
  const at = event.firstStep - firstStep;
  if (at < 0 || at > curve.losses.length) return undefined;
  return { ...curve, shifts: sorted, firstStep, losses: grown(curve.losses, event.losses, at) };
}
