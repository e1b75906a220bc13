import { describe, expect, it } from 'vitest';
import type { AdaptRun, BatchRecord, ShiftRecord } from '../../../src-shared/records.ts';
import {
  accuracyAfter,
  averageAt,
  averageColumn,
  corruptionColumns,
  eceColumn,
  meanColumn,
  secondsColumn,
  secondsPer50kColumn,
  withMetric,
} from '../../../src-main/suites/columns.ts';
import { furthestRun, type MatchedRun } from '../../../src-main/suites/match-runs.ts';
import { suiteState } from '../../../src-main/suites/suite-table.ts';
import type { RunResult, Suite } from '../../../src-main/suites/suite.ts';
import type { PublishedCells } from '../../../src-main/suites/published-cells.ts';

const batch = (index: number, correct1: number): BatchRecord => ({
  index,
  size: 10,
  correct1,
  correct5: 10,
  adapted: true,
  computeSeconds: 1,
  loadSeconds: 0,
  diagnostics: {},
});

function resultOf(status: AdaptRun['status'], batches: readonly (readonly number[])[], done = true): RunResult {
  const run = { id: status, status, summary: done ? { averageTop1: 0.7, averageEce: 0.1 } : null } as AdaptRun;
  const shifts = batches.map((_, position) => ({ position, corruption: 'fog', severity: 5 }) as ShiftRecord);
  return { run, shifts, batchesOf: (position) => batches[position]!.map((correct, index) => batch(index, correct)) };
}

describe('accuracyAfter', () => {
  it('counts only images after the first updates, each stream the same', () => {
    const column = accuracyAfter(2, 'u2', '2');
    const result = resultOf('done', [
      [0, 0, 8, 10],
      [0, 0, 5],
    ]);
    expect(column.read(result)).toBeCloseTo((100 * (0.9 + 0.5)) / 2);
  });

  it('has no value where nothing is left, or before all streams are done', () => {
    expect(accuracyAfter(2, 'u2', '2').read(resultOf('done', [[1, 2]]))).toBeNull();
    expect(accuracyAfter(0, 'u0', '0').read(resultOf('running', [[1, 2]], false))).toBeNull();
  });
});

describe('another metric', () => {
  it('stands in the columns of accuracy, without what is printed of accuracy', () => {
    const suite = {
      columns: [...corruptionColumns, averageColumn, eceColumn, accuracyAfter(1, 'u1', '1')],
      published: () => 50,
      curve: null,
    } as unknown as Suite;
    const quality = { nll: 1.25 };
    const result = {
      run: { summary: { averageTop1: 0.7, averageEce: 0.1, quality } },
      shifts: [{ corruption: 'fog', severity: 5, summary: { top1: 0.7, quality: { nll: 1.5 } } }],
      batchesOf: () => [],
    } as unknown as RunResult;
    const shown = withMetric(suite, 'nll');
    const column = (id: string) => shown.columns.find((one) => one.id === id)!;
    expect([column('fog').read(result), column('average').read(result)]).toEqual([1.5, 1.25]);
    expect(column('fog')).toMatchObject({ unit: 'nll', higherIsBetter: false });
    expect(column('ece').read(result)).toBeCloseTo(10, 12);
    expect(column('u1').unit).toBe('top1_percent');
    expect([shown.published('a', 'fog'), shown.published('a', 'ece')]).toEqual([null, 50]);
    expect(withMetric(suite, 'top1')).toBe(suite);
  });
});

describe('columns of a run of which a stream could not be read', () => {
  it('leave the stream out, and have no number where nothing is measured', () => {
    const result = resultOf('done', [[], [0, 0, 5]]);
    expect(accuracyAfter(2, 'u2', '2').read(result)).toBeCloseTo(50);
    const unread = { averageTop1: null, averageEce: null, images: 0, computeSeconds: 0 };
    const nothing = { ...result, run: { ...result.run, summary: unread } as AdaptRun };
    for (const column of [averageColumn, eceColumn, secondsColumn, secondsPer50kColumn]) {
      expect(column.read(nothing)).toBeNull();
    }
    const shifts = [{ position: 0, corruption: 'fog', severity: 5, summary: { top1: null } } as ShiftRecord];
    expect(corruptionColumns.find(({ id }) => id === 'fog')!.read({ ...result, shifts })).toBeNull();
  });
});

/** 71.3 is printed of each average. */
const printed: PublishedCells = {
  at: (_row, column) => (column === 'average' ? { value: 71.3, source: 'Table 1' } : null),
  withheld: [],
};

describe('suiteState', () => {
  const suite: Suite = {
    id: 's',
    family: 'embedded',
    notes: [],
    title: 'S',
    about: '',
    rows: [{ id: 'a', label: 'A', method: 'tent' }],
    columns: [corruptionColumns.find(({ id }) => id === 'fog')!, averageColumn],
    plan: () => [],
    published: () => null,
    defaultSeeds: [1],
    curve: null,
  };
  const planned = { row: 'a', columns: ['fog', 'average'], name: 'A', config: {} as never };
  const withFog = (result: RunResult, top1: number): RunResult => ({
    ...result,
    shifts: [{ position: 0, corruption: 'fog', severity: 5, summary: { top1 } } as ShiftRecord],
  });

  it('shows a finished stream of a run under way, and leaves the average open', () => {
    const result = withFog(resultOf('running', [], false), 0.6);
    const { cells, summary } = suiteState(suite, [1], [{ planned, seed: 1, result }], printed);
    expect(cells[0]).toMatchObject({ column: 'fog', status: 'done', mean: 60, std: null, published: null });
    expect(cells[1]).toMatchObject({
      column: 'average',
      status: 'running',
      mean: null,
      published: 71.3,
      source: 'Table 1',
    });
    expect(summary).toMatchObject({ runs: 1, finished: 0, active: true });
  });

  it('gives mean and unbiased deviation over seeds, with what is there', () => {
    const matched = [0.6, 0.7].map((top1, seed) => ({ planned, seed, result: withFog(resultOf('done', []), top1) }));
    const { cells } = suiteState(suite, [0, 1, 2], [...matched, { planned, seed: 2, result: undefined }], printed);
    expect(cells[0]).toMatchObject({ status: 'missing' });
    expect(cells[0]?.mean).toBeCloseTo(65);
    expect(cells[0]?.std).toBeCloseTo(Math.SQRT2 * 5);
  });
});

describe('a mean of columns', () => {
  const suite: Suite = {
    id: 's',
    family: 'paper',
    title: 'S',
    about: '',
    notes: [],
    rows: [{ id: 'a', label: 'A', method: 'tent' }],
    columns: [averageAt('r', 'R'), averageAt('k', 'Sketch'), meanColumn('average', 'Avg.', ['r', 'k'])],
    plan: () => [],
    published: () => null,
    defaultSeeds: [1],
    curve: null,
  };
  const matched = (column: string, seed: number, top1: number | null) => ({
    planned: { row: 'a', columns: [column], name: 'A', config: {} as never },
    seed,
    result:
      top1 === null
        ? undefined
        : ({
            run: { id: `${column}${seed}`, status: 'done', summary: { averageTop1: top1 } } as AdaptRun,
            shifts: [],
            batchesOf: () => [],
          } satisfies RunResult),
  });
  const average = (runs: readonly MatchedRun[], seeds: readonly number[]) =>
    suiteState(suite, seeds, runs, { at: () => null, withheld: [] }).cells.find(({ column }) => column === 'average');

  it('is taken of each seed, and only where all of them are there', () => {
    const runs = [matched('r', 1, 0.6), matched('k', 1, 0.4), matched('r', 2, 0.8), matched('k', 2, 0.6)];
    const both = average(runs, [1, 2]);
    expect(both).toMatchObject({ status: 'done', runIds: ['r1', 'k1', 'r2', 'k2'] });
    expect(both?.mean).toBeCloseTo(60);
    expect(both?.std).toBeCloseTo(Math.SQRT2 * 10);
    expect(average([matched('r', 1, 0.6), matched('k', 1, null)], [1])).toMatchObject({
      status: 'missing',
      mean: null,
    });
  });

  it('is absent where there are neither runs nor a printed value', () => {
    expect(average([], [1])).toBeUndefined();
  });
});

describe('furthestRun', () => {
  it('prefers what is done, then what goes on, then what can be resumed', () => {
    const runs = (['failed', 'queued', 'done', 'interrupted'] as const).map((status) => resultOf(status, []).run);
    expect(furthestRun(runs)?.status).toBe('done');
    expect(furthestRun(runs.filter(({ status }) => status !== 'done'))?.status).toBe('queued');
    expect(furthestRun<AdaptRun>([])).toBeUndefined();
  });
});
