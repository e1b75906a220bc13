import { describe, expect, it } from 'vitest';
import type { AdaptRun, RunRecord } from '../../../../src-shared/records.ts';
import { shownColumns, sortRuns, usualColumns } from '../../../../src-renderer/components/runs/columns.ts';
import {
  filterChoices,
  filterQuery,
  filterRuns,
  readFilters,
} from '../../../../src-renderer/components/runs/filters.ts';
import { linesOf, windowOf } from '../../../../src-renderer/components/runs/lines.ts';
import { doneRun } from '../../shared/comparison/support.ts';

function run(name: string, top1: number, changes: Partial<AdaptRun> = {}): RunRecord {
  return { ...doneRun(name, { fog: top1 }, { method: changes.method ?? 'tent' }).run, ...changes };
}

const a = run('TENT', 0.5, { tags: ['x'], group: 'first', notes: 'Baseline' });
const b = run('MGTTA', 0.7, { method: 'mgtta', tags: ['x', 'y, z'], createdAt: '2026-02-01T00:00:00Z' });
const c = run('NoAdapt', 0.3, { method: 'noadapt', status: 'failed', summary: null, group: 'first' });
const { soFar: _soFar, ...asC } = c;
const pretraining: RunRecord = {
  ...asC,
  ...{ kind: 'pretrain', id: 'p', name: 'MGG', config: {}, summary: null, group: null },
} as RunRecord;
const all = [a, b, c, pretraining];
const names = (runs: readonly RunRecord[]) => runs.map(({ name }) => name);

describe('sorting', () => {
  it('puts runs without a value last either way', () => {
    expect(names(sortRuns(all, { column: 'accuracy', descending: true }))).toEqual(['MGTTA', 'TENT', 'NoAdapt', 'MGG']);
    expect(names(sortRuns(all, { column: 'accuracy', descending: false }))).toEqual([
      'TENT',
      'MGTTA',
      'NoAdapt',
      'MGG',
    ]);
  });

  it('takes what unfinished runs have so far', () => {
    const soFar = { averageTop1: 0.6, averageTop5: 0.9, averageEce: null, images: 8, computeSeconds: 3 };
    const paused = { ...c, name: 'Paused', status: 'paused', soFar: { ...soFar, imagesPerSecond: 8 / 3 } } as AdaptRun;
    expect(names(sortRuns([a, b, paused], { column: 'accuracy', descending: true }))).toEqual([
      ...['MGTTA', 'Paused', 'TENT'],
    ]);
    expect(names(sortRuns([a, paused], { column: 'duration', descending: true }))).toEqual(['Paused', 'TENT']);
  });

  it('knows numbers in names', () => {
    const seeds = ['run 10', 'run 9'].map((name) => run(name, 0.5));
    expect(names(sortRuns(seeds, { column: 'name', descending: false }))).toEqual(['run 9', 'run 10']);
  });
});

describe('filters', () => {
  const none = readFilters({});

  it('come from the address and go there', () => {
    const filters = readFilters({ status: 'done,failed', tag: filterQuery(['y, z', 'x']) });
    expect(filters).toMatchObject({ status: ['done', 'failed'], tag: ['y, z', 'x'], method: [] });
  });

  it('let pass what has one of the values of each', () => {
    const names1 = names(filterRuns(all, { ...none, tag: ['y, z'], status: ['done'] }, ''));
    expect(names1).toEqual(['MGTTA']);
    expect(names(filterRuns(all, { ...none, method: ['tent', 'noadapt'] }, ''))).toEqual(['TENT', 'NoAdapt', 'MGG']);
    expect(names(filterRuns(all, { ...none, group: ['first'], status: ['failed'] }, ''))).toEqual(['NoAdapt']);
  });

  it('search for all words anywhere', () => {
    expect(names(filterRuns(all, none, 'baseline TENT'))).toEqual(['TENT']);
    expect(names(filterRuns(all, none, a.id))).toEqual(['TENT']);
    expect(filterRuns(all, none, 'tent mgtta')).toEqual([]);
  });

  it('offer what occurs, the most frequent first, and what is asked for', () => {
    expect(filterChoices(all, 'tag', ['old'])).toEqual([
      { value: 'x', label: 'x', count: 2 },
      { value: 'y, z', label: 'y, z', count: 1 },
      { value: 'old', label: 'old', count: 0 },
    ]);
    expect(filterChoices(all, 'status', [])[0]).toMatchObject({ label: 'Done', count: 2 });
  });
});

describe('columns', () => {
  it('always begin with the name; the difference comes with a baseline', () => {
    const ids = (withBaseline: boolean) => shownColumns(usualColumns, withBaseline).map(({ id }) => id);
    expect(ids(false)[0]).toBe('name');
    expect(ids(false)).not.toContain('delta');
    expect(ids(true)).toContain('delta');
  });
});

describe('lines', () => {
  it('of groups stand under their heads, those without last', () => {
    const lines = linesOf([b, a, c], true);
    expect(lines.map((line) => (line.kind === 'run' ? line.run.name : line.group))).toEqual([
      ...['first', 'TENT', 'NoAdapt'],
      ...[null, 'MGTTA'],
    ]);
    expect(linesOf(all, false)).toHaveLength(4);
  });

  it('in view are few of many', () => {
    expect(windowOf(1000, 34, 0, 600)).toEqual({ first: 0, end: 24 });
    expect(windowOf(1000, 34, 17_000, 600)).toEqual({ first: 494, end: 524 });
    expect(windowOf(1000, 34, 34_000, 600).end).toBe(1000);
    expect(windowOf(0, 34, 0, 600)).toEqual({ first: 0, end: 0 });
    expect(windowOf(5, 34, 34_000, 600)).toEqual({ first: 5, end: 5 });
  });
});
