import type { AdaptFigures, RunRecord } from '../../../src-shared/records.ts';
import { adaptFigures, headlineOf, imagesSeen } from '../../../src-shared/run-figures.ts';
import { formatCompact, formatDuration, formatNumber, formatPoints } from '../../format.ts';
import { t } from '../../texts/index.ts';
import { columnOf, type Column, type ColumnContext } from './column.ts';
import { settingsOf } from './run-values.ts';

/** Statuses in the order of what wants attention. */
const statusOrder: Readonly<Record<RunRecord['status'], number>> = {
  ...{ running: 0, paused: 1, queued: 2, failed: 3, interrupted: 4, cancelled: 5, done: 6 },
};

const none = (text: string): string | null => (text === '' ? null : text);

type Read = Column['read'];

/** A figure of an adaptation, that so far while it is not done. */
const figure = (key: keyof AdaptFigures, factor = 1): Read => {
  return (run, progress) => {
    const value = run.kind === 'adapt' ? (adaptFigures(run, progress)?.[key] ?? null) : null;
    return value === null ? null : factor * value;
  };
};

/** The accuracy of runs of one kind, in percent. */
const accuracyOf = (kind: RunRecord['kind']): Read => {
  return (run, progress) => {
    const { accuracy } = headlineOf(run, progress);
    return run.kind !== kind || accuracy === null ? null : 100 * accuracy;
  };
};

const result = (id: string, width: number, read: Read, more: Partial<Column> = {}): Column =>
  columnOf({ ...{ id, width, read, topic: 'result', isNumber: true, measured: true }, ...more });
const percentage: Partial<Column> = { write: (value) => formatNumber(Number(value), 1), spreadDecimals: 1 };

/** The last part of a path; the embedded file by its name. */
function fileText(file: string | null): string | null {
  if (file === 'quickstart') return t.runs.embedded;
  return file?.split(/[\\/]/).findLast(Boolean) ?? file;
}

/** Columns that any run may fill, the first ones of the table. */
export function fixedColumns({ nameOf, methodName, baseline }: ColumnContext): Column[] {
  const accuracy = accuracyOf('adapt');
  const base = baseline?.status === 'done' ? accuracy(baseline) : null;
  // Results that may still change are not compared.
  const difference: Read = (run) => {
    const own = run.status === 'done' ? accuracy(run) : null;
    return typeof own !== 'number' || typeof base !== 'number' || run.id === baseline?.id ? null : own - base;
  };
  return [
    columnOf({ id: 'name', topic: 'run', width: 11, read: nameOf }),
    columnOf({
      ...{ id: 'status', topic: 'run', width: 7.5, read: ({ status }) => t.common.status[status] },
      sortBy: ({ status }) => statusOrder[status],
    }),
    columnOf({ id: 'method', topic: 'run', width: 6, read: ({ method }) => methodName(method) }),
    columnOf({ id: 'dataset', topic: 'run', width: 10, read: (run) => settingsOf(run).dataset }),
    columnOf({ id: 'model', topic: 'run', width: 9, read: (run) => fileText(settingsOf(run).model) }),
    columnOf({ id: 'mgg', topic: 'run', width: 9, read: (run) => fileText(settingsOf(run).mgg) }),
    columnOf({ id: 'group', topic: 'run', width: 11, read: ({ group }) => group }),
    columnOf({ id: 'shifts', topic: 'run', width: 12, read: (run) => settingsOf(run).shifts }),
    result('accuracy', 4.5, accuracy, { ...percentage, names: ['accuracy', 'acc', 'top1'] }),
    result('delta', 4.5, difference, {
      ...{ spreadDecimals: 1, names: ['delta', 'Δ'], write: (value) => formatPoints(Number(value) / 100) },
    }),
    columnOf({ id: 'curve', topic: 'result', width: 6.25, read: () => null, sortable: false }),
    result('top5', 5, figure('averageTop5', 100), percentage),
    result('ece', 4.5, figure('averageEce', 100), percentage),
    result('validation', 5.5, accuracyOf('pretrain'), { ...percentage, names: ['validation'] }),
    result(
      'images',
      5.25,
      (run, progress) => (run.kind === 'adapt' ? imagesSeen(run, adaptFigures(run, progress)) : null),
      { write: (value) => formatNumber(Number(value)) },
    ),
    result('speed', 5.5, figure('imagesPerSecond'), {
      write: (value) => formatCompact(Number(value), 3),
    }),
    result('duration', 4.75, (run, progress) => headlineOf(run, progress).seconds, {
      ...{ kind: 'duration', names: ['time', 'duration'], write: (value) => formatDuration(Number(value)) },
    }),
    columnOf({
      id: 'seed',
      topic: 'setting',
      width: 4.5,
      isNumber: true,
      read: (run) => settingsOf(run).seed,
      write: String,
    }),
    columnOf({
      ...{ id: 'batchSize', topic: 'setting', width: 4.5, isNumber: true, read: (run) => settingsOf(run).batchSize },
      names: ['batchSize', 'batch'],
    }),
    columnOf({ id: 'engine', topic: 'run', width: 7, read: ({ provenance }) => provenance?.engine ?? null }),
    columnOf({ id: 'place', topic: 'run', width: 10, read: ({ provenance }) => provenance?.place ?? null }),
    columnOf({ id: 'created', topic: 'run', width: 6.25, kind: 'time', read: ({ createdAt }) => createdAt }),
    columnOf({
      id: 'tags',
      topic: 'run',
      width: 6,
      names: ['tags', 'tag'],
      read: ({ tags }) => none(tags.join(' ')),
    }),
    columnOf({ id: 'notes', topic: 'run', width: 11, names: ['notes', 'note'], read: ({ notes }) => none(notes) }),
    columnOf({ id: 'id', topic: 'run', width: 7, read: ({ id }) => id }),
  ];
}
