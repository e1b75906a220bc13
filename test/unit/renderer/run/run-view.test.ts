import { describe, expect, it } from 'vitest';
import type { RunCurve, RunProgress, ShiftCurve } from '../../../../src-shared/api/runs.ts';
import type { RunColumns } from '../../../../src-shared/curves/columns.ts';
import { meanOfKnown } from '../../../../src-shared/run-figures.ts';
import type { AdaptRun, ShiftRecord } from '../../../../src-shared/records.ts';
import { appendCurve, emptyColumns } from '../../../../src-renderer/components/run/append-curve.ts';
import { diagnosticGroups } from '../../../../src-renderer/components/run/diagnostic-groups.ts';
import { fractionDone, totalImagesOf } from '../../../../src-renderer/components/run/figures.ts';
import { shiftRows } from '../../../../src-renderer/components/run/shift-rows.ts';

/** Batches of two images, all right. */
function shift(position: number, firstBatch: number, batches: number, diagnostic?: string): ShiftCurve {
  const column = (value: number): number[] => Array<number>(batches).fill(value);
  return {
    position,
    corruption: position === 0 ? 'fog' : 'snow',
    severity: 5,
    imageCount: 10,
    firstBatch,
    sizes: column(2),
    correct1: column(1),
    correct5: column(2),
    adapted: column(1),
    computeSeconds: column(0.5),
    diagnostics: diagnostic === undefined ? {} : { [diagnostic]: column(firstBatch) },
  };
}

const curve = (shifts: ShiftCurve[], losses: number[] = [], firstStep = 0): RunCurve => ({
  runId: 'r',
  shifts,
  firstStep,
  losses,
});

const columnsOf = (first: RunCurve): RunColumns => appendCurve(emptyColumns('r'), first)!;

describe('rows that follow on a curve', () => {
  it('are added to their stream, and begin new ones', () => {
    const next = appendCurve(columnsOf(curve([shift(0, 0, 2)])), curve([shift(0, 2, 1), shift(1, 0, 1)]));
    expect(next?.shifts.map(({ sizes }) => sizes.length)).toEqual([3, 1]);
  });

  it('replace rows that they overlap, as after a resumed checkpoint', () => {
    const next = appendCurve(columnsOf(curve([shift(0, 0, 4, 'loss')])), curve([shift(0, 2, 1, 'loss')]));
    expect(next?.shifts[0]?.diagnostics['loss']).toEqual(Float64Array.of(0, 0, 2));
    expect(next?.shifts[0]?.sizes).toHaveLength(3);
  });

  it('leave a diagnostic open where it was not measured', () => {
    const begun = appendCurve(columnsOf(curve([shift(0, 0, 2)])), curve([shift(0, 2, 1, 'loss')]))!;
    expect(begun.shifts[0]?.diagnostics['loss']).toEqual(Float64Array.of(NaN, NaN, 2));
    const ended = appendCurve(begun, curve([shift(0, 3, 2)]))!;
    expect(ended.shifts[0]?.diagnostics['loss']).toEqual(Float64Array.of(NaN, NaN, 2, NaN, NaN));
  });

  it('are refused when some are missing in between', () => {
    expect(appendCurve(columnsOf(curve([shift(0, 0, 2)])), curve([shift(0, 3, 1)]))).toBeUndefined();
    expect(appendCurve(columnsOf(curve([])), curve([shift(0, 1, 1)]))).toBeUndefined();
    expect(appendCurve(columnsOf(curve([], [1, 2])), curve([], [4], 3))).toBeUndefined();
  });

  it('go on with the loss of a pre-training', () => {
    expect(appendCurve(columnsOf(curve([], [1, 2])), curve([], [3], 2))?.losses).toEqual(Float64Array.of(1, 2, 3));
    expect(appendCurve(columnsOf(curve([], [1, 2])), curve([], [5], 1))?.losses).toEqual(Float64Array.of(1, 5));
    expect(appendCurve(columnsOf(curve([], [7], 40)), curve([], [6], 41))).toMatchObject({ firstStep: 40 });
  });

  it('leave what was there before as it is', () => {
    const before = columnsOf(curve([shift(0, 0, 2, 'loss')]));
    appendCurve(before, curve([shift(0, 2, 3, 'loss')]));
    expect(before.shifts[0]?.diagnostics['loss']).toEqual(Float64Array.of(0, 0));
    expect(before.shifts[0]?.sizes).toHaveLength(2);
  });

  it('cost what they are long, not what was there before: each value is copied twice at most on average', () => {
    const events = 3000;
    let known = columnsOf(curve([shift(0, 0, 1, 'loss')], [0]));
    let copied = 0;
    for (let next = 1; next < events; next += 1) {
      const grown = appendCurve(known, curve([shift(0, next, 1, 'loss')], [next], next))!;
      const columns = ({ shifts: [first], losses }: RunColumns) =>
        [first!.sizes, first!.correct1, first!.computeSeconds, first!.diagnostics['loss']!, losses] as Float64Array[];
      const before = columns(known);
      columns(grown).forEach((column, index) => {
        if (column.buffer !== before[index]!.buffer) copied += before[index]!.length;
      });
      known = grown;
    }
    expect(known.shifts[0]!.sizes).toHaveLength(events);
    expect(known.losses[events - 1]).toBe(events - 1);
    expect(copied).toBeLessThanOrEqual(5 * 2 * events);
  });
});

const config = {
  ...{ shiftOrder: 'listed', course: 'constant', rounds: 1, seed: 1 },
  order: 'separate',
  policy: 'reset',
  shifts: [
    { corruption: 'fog', severity: 5 },
    { corruption: 'snow', severity: 5 },
  ],
};
const run = { id: 'r', status: 'running', summary: null, config } as unknown as AdaptRun;
const finished = {
  position: 0,
  corruption: 'fog',
  severity: 5,
  imageCount: 10,
  status: 'done',
  summary: { top1: 0.9, top5: 1, ece: 0.2, images: 10, computeSeconds: 4, adaptedBatches: 5 },
} as unknown as ShiftRecord;

describe('the streams of a run', () => {
  it('are shown as they ended, as they are so far, or as still to come', () => {
    const rows = shiftRows(run, [finished], [shift(0, 0, 5), shift(1, 0, 2)]);
    expect(rows.map(({ state, top1, ece, images }) => [state, top1, ece, images])).toEqual([
      ['done', 0.9, 0.2, 10],
      ['running', 0.5, null, 4],
    ]);
    expect(shiftRows(run, [], [])[1]).toMatchObject({ corruption: 'snow', state: 'waiting', top1: null });
  });

  it('have no figures where no image could be read', () => {
    const unread = { top1: null, top5: null, ece: null, images: 0, computeSeconds: 0, skipped: 10, adaptedBatches: 0 };
    const rows = shiftRows(run, [{ ...finished, summary: unread } as unknown as ShiftRecord], []);
    expect(rows[0]).toMatchObject({ state: 'done', top1: null, top5: null, ece: null, images: 0 });
    expect(meanOfKnown(rows.map(({ top1 }) => top1))).toBeNull();
  });

  it('are one where they are mixed', () => {
    const mixed = { ...run, config: { ...config, order: 'mixed' } } as unknown as AdaptRun;
    expect(shiftRows(mixed, [], [])).toMatchObject([{ corruption: 'mixed', severity: 5 }]);
    expect(totalImagesOf(mixed, curve([shift(0, 0, 1)]))).toBe(10);
    expect(totalImagesOf(run, curve([shift(0, 0, 1)]))).toBe(20);
  });
});

describe('how far a run is', () => {
  const progress = { done: 3, total: 12 } as RunProgress;

  it('is known from what it says, else from its images, and not before the first', () => {
    expect(fractionDone(run, progress, 10, 20)).toBe(0.25);
    expect(fractionDone(run, undefined, 10, 20)).toBe(0.5);
    expect(fractionDone(run, undefined, 0, null)).toBeUndefined();
    expect(fractionDone({ status: 'done' }, progress, 10, 20)).toBe(1);
  });
});

describe('diagnostics', () => {
  it('are drawn with the loss where they are its parts', () => {
    expect(diagnosticGroups(['discrepancy', 'entropy', 'loss', 'update'])).toEqual([
      ['loss', 'entropy', 'discrepancy'],
      ['update'],
    ]);
    expect(diagnosticGroups([])).toEqual([]);
  });
});
