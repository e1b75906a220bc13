import type { SuiteCell, SuiteState, SuiteStatus } from '../../src-shared/api/lab.ts';
import type { RunStatus } from '../../src-shared/records.ts';
import { meanStdOrNull } from '../../src-shared/statistics/mean-std.ts';
import type { MatchedPretraining, MatchedRun } from './match-runs.ts';
import type { Suite, SuiteColumn } from './suite.ts';
import type { PublishedCells } from './published-cells.ts';
import { choicesOf } from './suite-size.ts';

/** Status of a run within the set that it belongs to, by its own. */
export const statusInSet: Readonly<Record<RunStatus, SuiteStatus>> = {
  queued: 'queued',
  running: 'running',
  paused: 'running',
  interrupted: 'missing',
  cancelled: 'missing',
  failed: 'failed',
  done: 'done',
};

function statusOver(statuses: readonly SuiteStatus[]): SuiteStatus {
  for (const status of ['running', 'queued', 'failed', 'missing'] as const) {
    if (statuses.includes(status)) return status;
  }
  return 'done';
}

/** Content of a cell for one seed. */
interface CellPart {
  readonly value: number | null;
  readonly status: SuiteStatus;
  readonly runIds: readonly string[];
}

const missing: CellPart = { value: null, status: 'missing', runIds: [] };

function partOf(column: SuiteColumn, { result }: MatchedRun): CellPart {
  if (!result) return missing;
  const value = column.read(result);
  const status = statusInSet[result.run.status];
  // A run that is done without a number has none to give, e.g. because no images were left.
  const shown = value !== null ? 'done' : status === 'done' ? 'missing' : status;
  return { value, status: shown, runIds: [result.run.id] };
}

/** The mean of other columns of the same seed, once all of them have a number. */
function meanPart(parts: readonly CellPart[]): CellPart {
  const values = parts.flatMap(({ value }) => value ?? []);
  const complete = parts.length > 0 && values.length === parts.length;
  const { mean } = meanStdOrNull(values);
  const status = statusOver(parts.map((part) => part.status));
  return { value: complete ? mean : null, status, runIds: parts.flatMap(({ runIds }) => runIds) };
}

function partsOf(suite: Suite, row: string, column: SuiteColumn, matched: readonly MatchedRun[]): CellPart[] {
  const { meanOf } = column;
  const ownRow = matched.filter(({ planned }) => planned.row === row);
  if (!meanOf) {
    return ownRow.filter(({ planned }) => planned.columns.includes(column.id)).map((run) => partOf(column, run));
  }
  const others = suite.columns.filter(({ id }) => meanOf.includes(id));
  return [...Map.groupBy(ownRow, ({ seed }) => seed).values()].map((ofSeed) =>
    meanPart(others.map((other) => partsOf(suite, row, other, ofSeed)[0] ?? missing)),
  );
}

/** A cell, unless there is neither a run for it nor a printed value. */
function cellOf(
  suite: Suite,
  row: string,
  column: SuiteColumn,
  matched: readonly MatchedRun[],
  { at }: PublishedCells,
): SuiteCell | undefined {
  const parts = partsOf(suite, row, column, matched);
  const published = at(row, column.id);
  if (parts.length === 0 && published === null) return undefined;
  return {
    row,
    column: column.id,
    runIds: parts.flatMap(({ runIds }) => runIds),
    status: parts.length === 0 ? 'missing' : statusOver(parts.map(({ status }) => status)),
    ...meanStdOrNull(parts.flatMap(({ value }) => value ?? [])),
    published: published?.value ?? null,
    source: published?.source ?? null,
  };
}

/** The table of a suite as it stands. A cell is a mean over the seeds that are done; its std is null for a single one. */
export function suiteState(
  suite: Suite,
  seeds: readonly number[],
  matched: readonly MatchedRun[],
  published: PublishedCells,
  pretrainings: readonly MatchedPretraining[] = [],
): SuiteState {
  const namesakes = Map.groupBy(pretrainings, ({ pretraining }) => pretraining.name);
  const learning = pretrainings.map(({ pretraining: { name, config }, stored }) => ({
    name: namesakes.get(name)!.length > 1 ? `${name}, seed ${config.seed}` : name,
    runId: stored?.id ?? null,
    status: stored ? statusInSet[stored.status] : ('missing' as const),
  }));
  const statuses = [
    ...learning.map(({ status }) => status),
    ...matched.map(({ result }): SuiteStatus => (result ? statusInSet[result.run.status] : 'missing')),
  ];
  const { corruptions, images } = suite.choices ?? choicesOf(suite);
  return {
    choices: { corruptions: [...corruptions], images },
    summary: {
      id: suite.id,
      family: suite.family,
      title: suite.title,
      about: suite.about,
      runs: statuses.length,
      finished: statuses.filter((status) => status === 'done').length,
      active: statuses.some((status) => status === 'queued' || status === 'running'),
    },
    rows: suite.rows.map(({ id, label, method }) => ({ id, label, method })),
    columns: suite.columns.map(({ read: _read, readMetric: _readMetric, meanOf: _meanOf, ...column }) => column),
    metric: suite.metric ?? 'top1',
    hasRunsPerColumn: new Set(matched.map(({ planned }) => planned.columns.join())).size > 1,
    cells: suite.rows.flatMap(({ id }) =>
      suite.columns.flatMap((column) => cellOf(suite, id, column, matched, published) ?? []),
    ),
    withheld: published.withheld.map(({ source, differences }) => ({ source, differences: [...differences] })),
    notes: [...suite.notes],
    pretrainings: learning,
    seeds: [...seeds],
    curve: suite.curve && { ...suite.curve, x: [...suite.curve.x] },
  };
}
