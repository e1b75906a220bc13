import type { AdaptFigures, PretrainRun, RunRecord } from '../../../src-shared/records.ts';
import { adaptFigures, headlineOf } from '../../../src-shared/run-figures.ts';
import { datasetText } from '../../../src-shared/comparison/protocol.ts';
import { shiftsText } from '../../../src-shared/protocol.ts';
import { pretrainConfigSchema, type PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import { t } from '../../texts/index.ts';

/** All columns of the table of runs, in their order. */
export const columnIds = [
  'name',
  'status',
  'method',
  'dataset',
  'group',
  'shifts',
  'accuracy',
  'delta',
  'curve',
  'top5',
  'ece',
  'images',
  'speed',
  'duration',
  'seed',
  'batchSize',
  'engine',
  'created',
  'tags',
  'notes',
  'id',
] as const;
export type ColumnId = (typeof columnIds)[number];

/** Columns that the user may leave out: the name is always there, the difference when there is a baseline. */
export const optionalColumns = columnIds.filter((id) => id !== 'name' && id !== 'delta');

export const usualColumns: readonly ColumnId[] = [
  'status',
  'method',
  'accuracy',
  'curve',
  'ece',
  'duration',
  'created',
  'tags',
];

/** What a column is sorted by, what it is as wide as (rem), and whether it holds numbers. */
export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  readonly width: number;
  readonly numeric: boolean;
  /** Undefined for a column that makes no order. */
  readonly sortBy: ((run: RunRecord) => string | number | null) | undefined;
}

/** Figures of an adaptation, those so far while it is not done; none of a pre-training. */
const figuresOf = (run: RunRecord): AdaptFigures | undefined => (run.kind === 'adapt' ? adaptFigures(run) : undefined);

const pretraining = new WeakMap<RunRecord, ReturnType<typeof pretrainConfigSchema.safeParse>>();

function pretrainConfigOf(run: PretrainRun): PretrainConfig | undefined {
  const known = pretraining.get(run) ?? pretrainConfigSchema.safeParse(run.config);
  pretraining.set(run, known);
  return known.data;
}

/** The settings that the table shows; null where a run has none. */
export function settingsOf(run: RunRecord): {
  readonly dataset: string | null;
  readonly shifts: string | null;
  readonly seed: number | null;
  readonly batchSize: number | null;
} {
  const config = run.kind === 'adapt' ? run.config : pretrainConfigOf(run);
  if (!config) return { dataset: null, shifts: null, seed: null, batchSize: null };
  const { dataset, shifts, seed, batchSize } = config;
  return { dataset: datasetText(dataset), shifts: shiftsText(shifts), seed, batchSize };
}

const adaptNumber =
  (key: 'averageTop5' | 'averageEce' | 'images' | 'imagesPerSecond') =>
  (run: RunRecord): number | null =>
    figuresOf(run)?.[key] ?? null;

/** Statuses in the order of what wants attention. */
const statusOrder: Readonly<Record<RunRecord['status'], number>> = {
  running: 0,
  paused: 1,
  queued: 2,
  failed: 3,
  interrupted: 4,
  cancelled: 5,
  done: 6,
};

type SortBy = Column['sortBy'];
const shapes: Readonly<Record<ColumnId, readonly [width: number, numeric: boolean, sortBy: SortBy]>> = {
  name: [10, false, ({ name }) => name.toLowerCase()],
  status: [8, false, ({ status }) => statusOrder[status]],
  method: [5.5, false, ({ method }) => method],
  dataset: [10, false, (run) => settingsOf(run).dataset],
  group: [11, false, ({ group }) => group],
  shifts: [12, false, (run) => settingsOf(run).shifts],
  accuracy: [4.5, true, (run) => headlineOf(run).accuracy],
  delta: [4, true, (run) => headlineOf(run).accuracy],
  curve: [6.5, false, undefined],
  top5: [5, true, adaptNumber('averageTop5')],
  ece: [4.25, true, adaptNumber('averageEce')],
  images: [5.25, true, adaptNumber('images')],
  speed: [5.5, true, adaptNumber('imagesPerSecond')],
  duration: [5, true, (run) => headlineOf(run).seconds],
  seed: [4.5, true, (run) => settingsOf(run).seed],
  batchSize: [4.5, true, (run) => settingsOf(run).batchSize],
  engine: [7, false, ({ provenance }) => provenance?.engine ?? null],
  created: [6.5, false, ({ createdAt }) => createdAt],
  tags: [6.5, false, ({ tags }) => tags.join(' ') || null],
  notes: [11, false, ({ notes }) => notes || null],
  id: [7, false, ({ id }) => id],
};

export const columns: Readonly<Record<ColumnId, Column>> = Object.fromEntries(
  columnIds.map((id) => {
    const [width, numeric, sortBy] = shapes[id];
    return [id, { id, label: t.runs.column[id], width, numeric, sortBy }];
  }),
) as Record<ColumnId, Column>;

/** The columns to show, in their order. */
export function shownColumns(chosen: readonly ColumnId[], withBaseline: boolean): Column[] {
  return columnIds
    .filter((id) => id === 'name' || (id === 'delta' ? withBaseline : chosen.includes(id)))
    .map((id) => columns[id]);
}

export interface Sort {
  readonly column: ColumnId;
  readonly descending: boolean;
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Sorted runs; those without a value come last either way, equal ones stay as they are. */
export function sortRuns(runs: readonly RunRecord[], { column, descending }: Sort): RunRecord[] {
  const value = columns[column].sortBy;
  if (value === undefined) return [...runs];
  const keyed = runs.map((run) => ({ run, key: value(run) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return descending ? compare(b.key, a.key) : compare(a.key, b.key);
  });
  return keyed.map(({ run }) => run);
}
