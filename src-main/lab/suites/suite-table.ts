import type { SuiteCell, SuiteState } from '../../../src-shared/api/lab.ts';
import type { AdaptRun, RunStatus } from '../../../src-shared/records.ts';
import type { PlannedRun, RunResult, Suite, SuiteColumn } from './suite.ts';

/** A planned run with the hash of its complete configuration, and the stored run that has it. */
export interface MatchedRun {
  readonly planned: PlannedRun;
  readonly seed: number;
  readonly result: RunResult | undefined;
}

/** What a run means to the table. A run that was interrupted or cancelled counts as missing: starting goes on with it. */
const cellStatus: Readonly<Record<RunStatus, SuiteCell['status']>> = {
  queued: 'queued',
  running: 'running',
  paused: 'running',
  interrupted: 'missing',
  cancelled: 'missing',
  failed: 'failed',
  done: 'done',
};

/** Of several runs with the same configuration the one that is furthest. */
const preference: readonly RunStatus[] = ['done', 'running', 'paused', 'queued', 'interrupted', 'failed', 'cancelled'];

export function furthestRun(runs: readonly AdaptRun[]): AdaptRun | undefined {
  return [...runs].sort((a, b) => preference.indexOf(a.status) - preference.indexOf(b.status))[0];
}

/** Mean and, from two values on, the unbiased standard deviation. */
function meanAndStd(values: readonly number[]): { mean: number | null; std: number | null } {
  if (values.length === 0) return { mean: null, std: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean, std: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}

function statusOver(statuses: readonly SuiteCell['status'][]): SuiteCell['status'] {
  for (const status of ['running', 'queued', 'failed', 'missing'] as const) {
    if (statuses.includes(status)) return status;
  }
  return 'done';
}

function cellOf(suite: Suite, row: string, column: SuiteColumn, matched: readonly MatchedRun[]): SuiteCell | undefined {
  const own = matched.filter(({ planned }) => planned.row === row && planned.columns.includes(column.id));
  if (own.length === 0) return undefined;
  const values = own.map(({ result }) => (result ? column.read(result) : null));
  const statuses = own.map(({ result }, index): SuiteCell['status'] => {
    if (values[index] !== null) return 'done';
    const status = result ? cellStatus[result.run.status] : 'missing';
    return status === 'done' ? 'missing' : status;
  });
  return {
    row,
    column: column.id,
    runIds: own.flatMap(({ result }) => (result ? [result.run.id] : [])),
    status: statusOver(statuses),
    ...meanAndStd(values.filter((value) => value !== null)),
    published: suite.published(row, column.id),
  };
}

/** The table of a suite as it stands. A cell is a mean over the seeds that are done; its std is null for a single one. */
export function suiteState(suite: Suite, seeds: readonly number[], matched: readonly MatchedRun[]): SuiteState {
  const statuses = matched.map(({ result }) => (result ? cellStatus[result.run.status] : 'missing'));
  return {
    summary: {
      id: suite.id,
      title: suite.title,
      about: suite.about,
      runs: matched.length,
      finished: statuses.filter((status) => status === 'done').length,
      active: statuses.some((status) => status === 'queued' || status === 'running'),
    },
    rows: suite.rows.map(({ id, label }) => ({ id, label })),
    columns: suite.columns.map(({ id, label, group, higherIsBetter }) => ({ id, label, group, higherIsBetter })),
    cells: suite.rows.flatMap(({ id }) => suite.columns.flatMap((column) => cellOf(suite, id, column, matched) ?? [])),
    seeds: [...seeds],
    curve: suite.curve && { ...suite.curve, x: [...suite.curve.x] },
  };
}
