import {
  furtherRunMetrics,
  furtherStreamMetrics,
  metricColumn,
  metrics,
  passParts,
  type Metric,
} from '../../src-shared/metrics/metrics.ts';
import { alexNetErrors } from '../../src-shared/published/alexnet.ts';
import { provenanceColumns, settingColumns } from '../../src-shared/run-columns.ts';

/*
 * Interface of the store for notebooks and other programs: views whose columns keep their names and meanings while tables
 * change under them (docs/notebooks.md). They are named like the columns of the CSV files.
 */

/** Grows when a column is renamed, removed, or means something else; a new one may come at any time. */
const viewsVersion = 1;

/** Columns of a view: an SQL expression by name. */
type Columns = Readonly<Record<string, string>>;

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const json = (column: string, key: string): string => `json_extract(${column}, '$.${key}')`;
const percent = (fraction: string): string => `100.0 * (${fraction})`;

const select = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, sql]) => `${sql} AS "${name}"`)
    .join(',\n  ');

/** Null settings stay null; settings missing in a stored run have their defaults. */
function setting(key: string, standard: string | number | boolean | null): string {
  if (standard === null) return json('config', key);
  const text = typeof standard === 'string' ? quote(standard) : String(Number(standard));
  return `CASE WHEN json_type(config, '$.${key}') IS NULL THEN ${text} ELSE ${json('config', key)} END`;
}

/** Settings not stated for external results are unknown, and have no value here. */
const stated = (key: string, sql: string): string =>
  `CASE WHEN external IS NULL OR EXISTS (SELECT 1 FROM json_each(external, '$.stated') WHERE value = ${quote(key)}) THEN ${sql} END`;

/** A count or a time; of results from elsewhere a 0 only says that it isn't known. */
const measured = (sql: string): string => `CASE WHEN external IS NULL THEN ${sql} ELSE nullif(${sql}, 0) END`;

const ofDataset = (kind: string, key: string, standard = 'NULL'): string =>
  `CASE WHEN ${json('config', 'dataset.kind')} = '${kind}' THEN coalesce(${json('config', `dataset.${key}`)}, ${standard}) END`;

/** The values of a list in a configuration, in its order. */
const joined = (key: string, value: string): string =>
  `(SELECT group_concat(${value}, ' ') FROM (SELECT value FROM json_each(runs.config, '$.${key}') ORDER BY key))`;

/** The mean accuracy under each shift that a run has met. */
const byShift = `SELECT corruption, severity, avg(${json('summary', 'top1')}) AS top1 FROM shifts
  WHERE run_id = runs.id AND ${json('summary', 'top1')} IS NOT NULL GROUP BY corruption, severity`;

const alexNet = Object.entries(alexNetErrors).map(([name, error]) => `WHEN '${name}' THEN ${error}`);

/** As `corruptionErrors` has it. */
const corruptionError = `CASE WHEN ${json('config', 'dataset.benchmark')} IN ('imagenet-c', 'imagenet') THEN (
  SELECT CASE WHEN count(*) = ${5 * alexNet.length} THEN sum((1 - top1) / (5 * alexnet)) / ${alexNet.length} END
  FROM (SELECT top1, severity, CASE corruption ${alexNet.join(' ')} END AS alexnet FROM (${byShift}))
  WHERE alexnet IS NOT NULL AND severity > 0) END`;

/** Metrics that are not found under their name in `quality`. */
const otherwise: Readonly<Partial<Record<Metric, (summary: string) => string>>> = {
  worstShift: () => `(SELECT min(top1) FROM (${byShift}))`,
  mce: () => corruptionError,
  cleanTop1: (summary) => json(summary, 'clean.top1'),
  forgetting: (summary) => `${json(summary, 'clean.top1')} - ${json(summary, 'clean.sourceTop1')}`,
};

/** A metric of a summary that is kept as it is, or as a sum over the images. */
function metricIn(summary: string, metric: Metric): string {
  const part = passParts[metric];
  if (part === undefined) return otherwise[metric]?.(summary) ?? json(summary, `quality.${metric}`);
  return `1.0 * ${json(summary, `passes.${part}`)} / nullif(${json(summary, 'images')} + coalesce(${json(summary, 'outliers')}, 0), 0)`;
}

const further = (names: readonly Metric[], summary: string): Columns =>
  Object.fromEntries(
    names.map((metric) => {
      const value = metricIn(summary, metric);
      return [metricColumn(metric), metrics[metric].percent ? percent(value) : value];
    }),
  );

const run = {
  run: 'runs.id',
  group: 'group_name',
  method: 'method',
  name: 'name',
  status: 'runs.status',
  external_from: json('external', 'file'),
  seed: stated('seed', json('config', 'seed')),
} satisfies Columns;

/** Final results of a run; until then those of its streams so far. */
const soFar = (figure: string, overStreams: string): string =>
  `CASE WHEN runs.summary IS NULL THEN (SELECT ${overStreams} FROM so_far WHERE run_id = runs.id)
    ELSE ${json('runs.summary', figure)} END`;

const runColumns: Columns = {
  ...run,
  top1_percent: percent(soFar('averageTop1', 'avg(top1)')),
  top5_percent: percent(soFar('averageTop5', 'avg(top5)')),
  ece_percent: percent(soFar('averageEce', 'avg(ece)')),
  ...further(furtherRunMetrics, 'runs.summary'),
  n_images: measured(soFar('images', 'nullif(sum(images), 0)')),
  skipped_images: measured(json('runs.summary', 'skipped')),
  compute_seconds: measured(soFar('computeSeconds', 'sum(seconds)')),
  load_seconds: measured(json('runs.summary', 'loadSeconds')),
  total_seconds: measured(json('runs.summary', 'totalSeconds')),
  images_per_second: measured(soFar('imagesPerSecond', 'sum(images) / nullif(sum(seconds), 0.0)')),
  peak_memory_bytes: measured(json('runs.summary', 'peakMemoryBytes')),
  gpu_memory_bytes: measured(json('runs.summary', 'gpuMemoryBytes')),
  options: json('config', 'options'),
  dataset: stated('dataset.path', `coalesce(${ofDataset('folder', 'path')}, ${json('config', 'dataset.kind')})`),
  split: stated('dataset', ofDataset('quickstart', 'split', "'test'")),
  source_folder: stated('dataset.source', ofDataset('folder', 'source')),
  benchmark: stated('dataset.benchmark', ofDataset('folder', 'benchmark')),
  stored_corruptions: stated('dataset.corrupted', `coalesce(${ofDataset('folder', 'corrupted')}, 0)`),
  model: stated('model', json('config', 'model')),
  normalisation: stated('normalisation', setting('normalisation', 'half')),
  mgg: stated('mgg', json('config', 'mgg')),
  shifts: stated('shifts', joined('shifts', `${json('value', 'corruption')} || '/' || ${json('value', 'severity')}`)),
  ...Object.fromEntries(
    settingColumns.map((column) => [column.name, stated(column.key, setting(column.key, column.default))]),
  ),
  order_file: stated('orderFile', json('config', 'orderFile')),
  ood_folder: stated('oodFolder', json('config', 'oodFolder')),
  class_mask: stated('classMask', joined('classMask', 'value')),
  ...Object.fromEntries(Object.entries(provenanceColumns).map(([key, name]) => [name, json('provenance', key)])),
  attempts: '(SELECT count(*) FROM attempts WHERE run_id = runs.id)',
  identity: 'identity',
  created_at: 'created_at',
  started_at: 'runs.started_at',
  finished_at: 'finished_at',
  error: json('error', 'message'),
  tags: "(SELECT coalesce(group_concat(value, ' '), '') FROM (SELECT value FROM json_each(runs.tags) ORDER BY key))",
  notes: 'notes',
};

/** Runs that are not deleted and can be read: a damaged one would keep all others from being read. */
const sound =
  'runs.deleted_at IS NULL AND json_valid(config) AND (runs.summary IS NULL OR json_valid(runs.summary)) AND (external IS NULL OR json_valid(external))';
const adaptRuns = `runs.kind = 'adapt' AND ${sound}`;

const streamColumns: Columns = {
  run: run.run,
  group: run.group,
  name: run.name,
  status: run.status,
  method: run.method,
  external_from: run.external_from,
  seed: run.seed,
  position: 'position',
  corruption: 'corruption',
  severity: 'severity',
  n_images: measured('image_count'),
  n_batches: measured('batch_count'),
  top1_percent: percent(json('shifts.summary', 'top1')),
  top5_percent: percent(json('shifts.summary', 'top5')),
  ece_percent: percent(json('shifts.summary', 'ece')),
  ...further(furtherStreamMetrics, 'shifts.summary'),
  skipped_images: measured(json('shifts.summary', 'skipped')),
  adapted_batches: measured(json('shifts.summary', 'adaptedBatches')),
  compute_seconds: measured(json('shifts.summary', 'computeSeconds')),
  load_seconds: measured(json('shifts.summary', 'loadSeconds')),
};

const batchColumns: Columns = {
  run: 'batches.run_id',
  method: 'method',
  position: 'shift_position',
  corruption: 'corruption',
  severity: 'severity',
  batch: 'batch_index',
  size: 'size',
  correct: 'correct1',
  correct_top5: `CASE WHEN external IS NULL OR ${json('runs.summary', 'averageTop5')} IS NOT NULL THEN correct5 END`,
  adapted: 'adapted',
  diagnostics: 'diagnostics',
  compute_seconds: 'compute_seconds',
  load_seconds: 'load_seconds',
};

const epochColumns: Columns = {
  run: 'runs.id',
  name: 'name',
  epoch: 'epoch',
  mean_loss: 'mean_loss',
  accuracy: 'accuracy',
  seconds: 'seconds',
  best: 'is_best',
};

/** The views: `SELECT` statements by name. */
export const views: Readonly<Record<string, string>> = {
  lab_schema: `SELECT ${viewsVersion} AS version`,
  lab_runs: `WITH so_far AS (
  SELECT run_id, ${json('summary', 'top1')} AS top1, ${json('summary', 'top5')} AS top5, ${json('summary', 'ece')} AS ece,
    ${json('summary', 'images')} AS images, ${json('summary', 'computeSeconds')} AS seconds
  FROM shifts WHERE summary IS NOT NULL
  UNION ALL
  SELECT batches.run_id, 1.0 * sum(correct1) / sum(size), 1.0 * sum(correct5) / sum(size), NULL, sum(size),
    sum(compute_seconds)
  FROM shifts JOIN batches ON batches.run_id = shifts.run_id AND shift_position = position
  WHERE summary IS NULL GROUP BY batches.run_id, position
)
SELECT
  ${select(runColumns)}
FROM runs LEFT JOIN attempts ON attempts.run_id = runs.id
  AND ordinal = (SELECT max(ordinal) FROM attempts WHERE run_id = runs.id)
WHERE ${adaptRuns}`,
  lab_streams: `SELECT
  ${select(streamColumns)}
FROM shifts JOIN runs ON runs.id = shifts.run_id
WHERE ${adaptRuns} AND (shifts.summary IS NULL OR json_valid(shifts.summary))`,
  lab_batches: `SELECT
  ${select(batchColumns)}
FROM batches JOIN shifts ON shifts.run_id = batches.run_id AND position = shift_position
JOIN runs ON runs.id = batches.run_id WHERE ${adaptRuns}`,
  lab_images: `SELECT image_records.run_id AS run, shift_position AS position, entry, data AS records
FROM image_records JOIN runs ON runs.id = run_id WHERE ${adaptRuns}`,
  lab_image_weights: `SELECT image_weights.run_id AS run, shift_position AS position, entry, images, data AS weights
FROM image_weights JOIN runs ON runs.id = run_id WHERE ${adaptRuns}`,
  lab_epochs: `SELECT
  ${select(epochColumns)}
FROM epochs JOIN runs ON runs.id = run_id WHERE ${sound}`,
  lab_steps: `SELECT run_id AS run, step, loss FROM steps JOIN runs ON runs.id = run_id WHERE ${sound}`,
};
