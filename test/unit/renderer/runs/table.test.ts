import { describe, expect, it } from 'vitest';
import type { AdaptRun, RunRecord } from '../../../../src-shared/records.ts';
import type { ColumnContext } from '../../../../src-renderer/components/runs/column.ts';
import { columnsOf, shownColumns, sortRuns, usualColumns } from '../../../../src-renderer/components/runs/columns.ts';
import {
  filterChoices,
  filterQuery,
  filterRuns,
  readFilters,
  searchFilter,
  type Filters,
} from '../../../../src-renderer/components/runs/filters.ts';
import { groupCell, groupRuns, groupTitle, sameButSeed } from '../../../../src-renderer/components/runs/grouping.ts';
import { groupedLines, linesOf, slotsOf, windowOf } from '../../../../src-renderer/components/runs/lines.ts';
import { doneRun } from '../../shared/comparison/support.ts';
import { pretrainConfigSchema } from '../../../../src-shared/pretrain-config.ts';

function run(name: string, top1: number, changes: Partial<AdaptRun> = {}): RunRecord {
  return { ...doneRun(name, { fog: top1 }, { method: changes.method ?? 'tent' }).run, ...changes };
}

const a = run('TENT', 0.5, { tags: ['x'], group: 'first', notes: 'Baseline' });
const b = run('MGTTA', 0.7, { method: 'mgtta', tags: ['x', 'y, z'], createdAt: '2026-02-01T00:00:00Z' });
const c = run('NoAdapt', 0.3, { method: 'noadapt', status: 'failed', summary: null, group: 'first' });
const { soFar: _soFar, ...asC } = c;
const pretraining: RunRecord = {
  ...asC,
  ...{
    kind: 'pretrain',
    id: 'p',
    name: 'MGG',
    config: pretrainConfigSchema.parse({ dataset: { kind: 'quickstart' }, model: 'quickstart' }),
    summary: null,
    group: null,
  },
};
const all = [a, b, c, pretraining];
const context: ColumnContext = {
  nameOf: ({ name }) => name,
  methodName: (id) => ({ tent: 'TENT', mgtta: 'MGTTA', noadapt: 'NoAdapt' })[id] ?? id,
  optionLabel: (_method, option) => (option === 'lambda' ? 'λ' : option),
  shiftsOf: () => undefined,
  baseline: undefined,
};
const columns = columnsOf(all, context);
const columnOf = (id: string, from = columns) => from.find((column) => column.id === id)!;
const sorted = (runs: readonly RunRecord[], id: string, descending: boolean) =>
  names(sortRuns(runs, columnOf(id), descending));
const filtered = (filters: Filters, search: string, runs = all) =>
  names(filterRuns(runs, filters, searchFilter(search, columnsOf(runs, context), context)));
const names = (runs: readonly RunRecord[]) => runs.map(({ name }) => name);

describe('sorting', () => {
  it('puts runs without a value last either way', () => {
    expect(sorted(all, 'accuracy', true)).toEqual(['MGTTA', 'TENT', 'NoAdapt', 'MGG']);
    expect(sorted(all, 'accuracy', false)).toEqual(['TENT', 'MGTTA', 'NoAdapt', 'MGG']);
  });

  it('takes what unfinished runs have so far', () => {
    const soFar = { averageTop1: 0.6, averageTop5: 0.9, averageEce: null, images: 8, computeSeconds: 3 };
    const paused = { ...c, name: 'Paused', status: 'paused', soFar: { ...soFar, imagesPerSecond: 8 / 3 } } as AdaptRun;
    expect(sorted([a, b, paused], 'accuracy', true)).toEqual(['MGTTA', 'Paused', 'TENT']);
    expect(sorted([a, paused], 'duration', true)).toEqual(['Paused', 'TENT']);
    const delta = columnOf('delta', columnsOf(all, { ...context, baseline: a }));
    expect(delta.read(paused)).toBeNull();
    expect(groupCell(columnOf('accuracy'), [a, paused])).toEqual({
      text: '50.0',
      title: 'Mean ± std over 1 of 2 runs',
    });
  });

  it('knows numbers in names', () => {
    const seeds = ['run 10', 'run 9'].map((name) => run(name, 0.5));
    expect(sorted(seeds, 'name', false)).toEqual(['run 9', 'run 10']);
  });

  it('puts what wants attention first', () => {
    expect(sorted([a, c], 'status', false)).toEqual(['NoAdapt', 'TENT']);
  });
});

describe('filters', () => {
  const none = readFilters({});

  it('come from the address and go there', () => {
    const filters = readFilters({ status: 'done,failed', tag: filterQuery(['y, z', 'x']) });
    expect(filters).toMatchObject({ status: ['done', 'failed'], tag: ['y, z', 'x'], method: [] });
  });

  it('let pass what has one of the values of each', () => {
    expect(filtered({ ...none, tag: ['y, z'], status: ['done'] }, '')).toEqual(['MGTTA']);
    expect(filtered({ ...none, method: ['tent', 'noadapt'] }, '')).toEqual(['TENT', 'NoAdapt', 'MGG']);
    expect(filtered({ ...none, group: ['first'], status: ['failed'] }, '')).toEqual(['NoAdapt']);
  });

  it('search for all words anywhere', () => {
    expect(filtered(none, 'baseline TENT')).toEqual(['TENT']);
    expect(filtered(none, a.id)).toEqual(['TENT']);
    expect(filtered(none, 'tent mgtta')).toEqual([]);
  });

  it('offer what occurs, the most frequent first, and what is asked for', () => {
    expect(filterChoices(all, 'tag', ['old'], context.methodName)).toEqual([
      { value: 'x', label: 'x', count: 2 },
      { value: 'y, z', label: 'y, z', count: 1 },
      { value: 'old', label: 'old', count: 0 },
    ]);
    expect(filterChoices(all, 'status', [], context.methodName)[0]).toMatchObject({ label: 'Done', count: 2 });
  });
});

describe('conditions', () => {
  const none = readFilters({});
  const grid = [0.001, 0.003].map((lr, place) => ({
    ...doneRun(`lr ${lr}`, { fog: 0.6 + place / 10, snow: 0.4 }, { method: 'mgtta', options: { lr, lambda: 0.4 } }).run,
  }));

  it.each([
    ['lr <= 1e-3', ['lr 0.001']],
    ['lr>0.001 λ=0.4', ['lr 0.003']],
    ['acc > 52', ['lr 0.003']],
    ['method:mgtta', ['lr 0.001', 'lr 0.003']],
    ['images-per-shift=all', ['lr 0.001', 'lr 0.003']],
    ['status=failed', []],
    ['time>1min', []],
  ])('%s', (search, expected) => expect(filtered(none, search, grid)).toEqual(expected));

  it('ask for the accuracy on one corruption', () => {
    const runs = ['a', 'b'].map((name, place) => doneRun(name, { fog: 0.5 + place / 10, snow: 0.3 }));
    const shiftsOf = (id: string) => runs.find((one) => one.run.id === id)?.shifts;
    const records = runs.map((one) => one.run);
    const own = columnsOf(records, { ...context, shiftsOf });
    const found = (search: string) => names(records.filter(searchFilter(search, own, context).matches));
    expect(columnOf('shift.fog/5', own).read(records[1]!)).toBeCloseTo(60);
    expect(found('fog>55')).toEqual(['b']);
    expect(found('snow=30')).toEqual(['a', 'b']);
  });
});

describe('columns', () => {
  it('always begin with the name; the difference comes with a baseline', () => {
    const ids = (withBaseline: boolean) => shownColumns(columns, usualColumns, withBaseline).map(({ id }) => id);
    expect(ids(false)[0]).toBe('name');
    expect(ids(false)).not.toContain('delta');
    expect(ids(true)).toContain('delta');
    expect(columnOf('accuracy').read(b)).toBeCloseTo(70);
    expect(columnOf('method').read(b)).toBe('MGTTA');
  });

  it('keep the accuracy of a pre-training apart from that of adaptations', () => {
    const summary = { bestEpoch: 1, bestAccuracy: 0.8, finalLoss: 1, totalSeconds: 1, peakMemoryBytes: 1, output: 'o' };
    const done = { ...pretraining, status: 'done', summary: { ...summary, outputHash: 'h' } } as RunRecord;
    expect([columnOf('accuracy').read(done), columnOf('validation').read(done)]).toEqual([null, 80]);
    expect([columnOf('accuracy').read(b), columnOf('validation').read(b)]).toEqual([expect.closeTo(70), null]);
  });

  it('say how far a run is from the baseline', () => {
    const delta = columnOf('delta', columnsOf(all, { ...context, baseline: a }));
    expect([delta.read(a), delta.read(b), delta.read(c)]).toEqual([null, expect.closeTo(20), null]);
    expect(delta.write(20)).toBe('+20.0');
  });
});

describe('groups', () => {
  const runs = [1, 2].flatMap((seed) =>
    [0.001, 0.003].map((lr, place) => {
      const top1 = 0.4 + place / 10 + seed / 50;
      return doneRun(`MGTTA, seed ${seed}`, { fog: top1 }, { method: 'mgtta', options: { lr }, seed }).run;
    }),
  );
  const own = columnsOf(runs, context);
  const groupsBy = (...by: string[]) => groupRuns(runs, by, own);
  const titles = (...by: string[]) => groupsBy(...by).map((group) => groupTitle(group, by, own));

  it('are named by what they are grouped by', () => {
    expect(titles('method')).toEqual(['MGTTA']);
    expect(titles('option.lr')).toEqual(['lr 0.001', 'lr 0.003']);
    expect(titles('method', 'seed')).toEqual(['MGTTA · Seed 1', 'MGTTA · Seed 2']);
    expect(titles('group')).toEqual(['Group: none']);
    expect(titles('no column')).toEqual(['Others']);
  });

  it('take seeds together as Compare does, with mean and spread', () => {
    expect(titles(sameButSeed)).toEqual(['MGTTA, lr 0.001', 'MGTTA, lr 0.003']);
    const [first] = groupsBy(sameButSeed);
    expect(groupCell(columnOf('accuracy', own), first!.items)).toEqual({
      ...{ text: '43.0 ± 1.4', title: 'Mean ± std over 2 runs' },
    });
    expect(groupCell(columnOf('option.lr', own), first!.items).text).toBe('0.001');
    expect(groupCell(columnOf('seed', own), first!.items).text).toBe('');
  });
});

describe('lines', () => {
  it('of groups stand under their heads, those without a value last', () => {
    const groups = groupRuns([b, a, c], ['group'], columns);
    const shown = (isClosed: (key: string) => boolean) =>
      groupedLines(groups, isClosed).map((line) => (line.kind === 'run' ? line.run.name : line.group.values[0]));
    expect(shown(() => false)).toEqual(['first', 'TENT', 'NoAdapt', null, 'MGTTA']);
    expect(shown((key) => key === groups[0]!.key)).toEqual(['first', null, 'MGTTA']);
    expect(linesOf(all)).toHaveLength(4);
  });

  it('keep their rows while they are in view, and leave them to others then', () => {
    const slots = (first: number, end: number) => slotsOf({ first, end });
    expect(new Set(slots(17, 45).map(({ slot }) => slot)).size).toBe(28);
    const before = new Map(slots(17, 45).map(({ slot, place }) => [place, slot]));
    const after = slots(20, 48);
    expect(after.every(({ slot, place }) => (before.get(place) ?? slot) === slot)).toBe(true);
    expect(Math.max(...after.map(({ slot }) => slot))).toBeLessThan(32);
  });

  it('in view are few of many', () => {
    expect(windowOf(1000, 34, 0, 600)).toEqual({ first: 0, end: 24 });
    expect(windowOf(1000, 34, 17_000, 600)).toEqual({ first: 494, end: 524 });
    expect(windowOf(1000, 34, 34_000, 600).end).toBe(1000);
    expect(windowOf(0, 34, 0, 600)).toEqual({ first: 0, end: 0 });
    expect(windowOf(5, 34, 34_000, 600)).toEqual({ first: 5, end: 5 });
  });
});
