import type { RunCurve, ShiftCurve } from '../../../src-shared/api/runs.ts';

/** Rows that follow on others; where they overlap, the later ones count. */
function joined<T>(before: readonly T[], after: readonly T[], at: number): T[] {
  return [...before.slice(0, at), ...after];
}

function appendShift(known: ShiftCurve, rows: ShiftCurve): ShiftCurve {
  const at = rows.firstBatch - known.firstBatch;
  const length = at + rows.sizes.length;
  const names = new Set([...Object.keys(known.diagnostics), ...Object.keys(rows.diagnostics)]);
  const column = (from: ShiftCurve, name: string): (number | null)[] =>
    from.diagnostics[name] ?? from.sizes.map(() => null);
  return {
    ...known,
    imageCount: rows.imageCount,
    sizes: joined(known.sizes, rows.sizes, at),
    correct1: joined(known.correct1, rows.correct1, at),
    correct5: joined(known.correct5, rows.correct5, at),
    adapted: joined(known.adapted, rows.adapted, at),
    computeSeconds: joined(known.computeSeconds, rows.computeSeconds, at),
    diagnostics: Object.fromEntries(
      [...names].map((name) => [name, joined(column(known, name), column(rows, name), at).slice(0, length)]),
    ),
  };
}

/**
 * A curve with the rows of an event added. What comes before the rows stays as it is, so that nothing is copied twice.
 * @returns undefined when rows are missing in between: the curve must then be fetched again
 */
export function appendCurve(curve: RunCurve, event: RunCurve): RunCurve | undefined {
  const shifts = [...curve.shifts];
  for (const rows of event.shifts) {
    const place = shifts.findIndex(({ position }) => position === rows.position);
    const known = shifts[place];
    if (known) {
      const missing = rows.firstBatch > known.firstBatch + known.sizes.length || rows.firstBatch < known.firstBatch;
      if (missing) return undefined;
      shifts[place] = appendShift(known, rows);
    } else {
      if (rows.firstBatch !== 0) return undefined;
      shifts.push(rows);
    }
  }
  shifts.sort((a, b) => a.position - b.position);
  if (event.losses.length === 0) return { ...curve, shifts };
  if (curve.losses.length === 0) return { ...curve, shifts, firstStep: event.firstStep, losses: event.losses };
  const at = event.firstStep - curve.firstStep;
  if (at < 0 || at > curve.losses.length) return undefined;
  return { ...curve, shifts, losses: joined(curve.losses, event.losses, at) };
}
