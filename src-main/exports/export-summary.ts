import { metricColumn, metricOfRun, furtherMetrics, shown } from '../../src-shared/metrics/metrics.ts';
import type { AdaptRun, Provenance } from '../../src-shared/records.ts';
import { provenanceColumns, settingColumns } from '../../src-shared/run-columns.ts';
import { adaptFigures } from '../../src-shared/run-figures.ts';
import { percent, toCsv, type Cell, type Column } from './export-csv.ts';

type Option = AdaptRun['config']['options'][string];

const identity: readonly Column<AdaptRun>[] = [
  { name: 'run', value: ({ id }) => id },
  { name: 'group', value: ({ group }) => group },
  { name: 'method', value: ({ method }) => method },
  { name: 'name', value: ({ name }) => name },
  { name: 'status', value: ({ status }) => status },
  { name: 'seed', value: ({ config }) => config.seed },
];

const results: readonly Column<AdaptRun>[] = [
  { name: 'top1_percent', value: (run) => percent(adaptFigures(run)?.averageTop1) },
  { name: 'top5_percent', value: (run) => percent(adaptFigures(run)?.averageTop5) },
  { name: 'ece_percent', value: (run) => percent(adaptFigures(run)?.averageEce) },
  ...furtherMetrics.map((metric) => ({
    name: metricColumn(metric),
    value: (run: AdaptRun): Cell => shown(metric, metricOfRun(metric, run)),
  })),
  { name: 'n_images', value: (run) => adaptFigures(run)?.images },
  { name: 'skipped_images', value: ({ summary }) => summary?.skipped },
  { name: 'compute_seconds', value: (run) => adaptFigures(run)?.computeSeconds },
  { name: 'load_seconds', value: ({ summary }) => summary?.loadSeconds },
  { name: 'total_seconds', value: ({ summary }) => summary?.totalSeconds },
  { name: 'images_per_second', value: (run) => adaptFigures(run)?.imagesPerSecond },
  { name: 'peak_memory_bytes', value: ({ summary }) => summary?.peakMemoryBytes },
];

const protocol: readonly Column<AdaptRun>[] = [
  { name: 'dataset', value: ({ config: { dataset } }) => (dataset.kind === 'folder' ? dataset.path : dataset.kind) },
  { name: 'split', value: ({ config: { dataset } }) => (dataset.kind === 'quickstart' ? dataset.split : null) },
  { name: 'source_folder', value: ({ config: { dataset } }) => (dataset.kind === 'folder' ? dataset.source : null) },
  { name: 'benchmark', value: ({ config: { dataset } }) => (dataset.kind === 'folder' ? dataset.benchmark : null) },
  { name: 'stored_corruptions', value: ({ config: { dataset } }) => dataset.kind === 'folder' && !!dataset.corrupted },
  { name: 'model', value: ({ config }) => config.model },
  { name: 'normalisation', value: ({ config }) => config.normalisation },
  { name: 'mgg', value: ({ config }) => config.mgg },
  { name: 'shifts', value: ({ config }) => config.shifts.map((s) => `${s.corruption}/${s.severity}`).join(' ') },
  ...settingColumns.map(({ name, key }) => ({ name, value: ({ config }: AdaptRun) => config[key] as Cell })),
  { name: 'order_file', value: ({ config }) => config.orderFile },
  { name: 'class_mask', value: ({ config }) => config.classMask?.join(' ') },
];

const provenance: readonly Column<AdaptRun>[] = [
  ...Object.entries(provenanceColumns).map(([key, name]) => ({
    name,
    value: (run: AdaptRun): Cell => run.provenance?.[key as keyof Provenance],
  })),
  { name: 'attempts', value: ({ attempts }) => attempts },
  { name: 'identity', value: ({ identity }) => identity },
  { name: 'created_at', value: ({ createdAt }) => createdAt },
  { name: 'started_at', value: ({ startedAt }) => startedAt },
  { name: 'finished_at', value: ({ finishedAt }) => finishedAt },
  { name: 'error', value: ({ error }) => error?.message },
  { name: 'tags', value: ({ tags }) => tags.join(' ') },
  { name: 'notes', value: ({ notes }) => notes },
];

/** A column for each option that any of the runs has. */
function optionColumns(runs: readonly AdaptRun[]): Column<AdaptRun>[] {
  const names = [...new Set(runs.flatMap(({ config }) => Object.keys(config.options)))].sort();
  return names.map((name) => ({
    name: `option.${name}`,
    value: ({ config }): Option | undefined => config.options[name],
  }));
}

/**
 * One row per run: its results (those so far unless its status is `done`), its options, its protocol and where it ran.
 * Accuracies and calibration errors are in percent.
 */
export function summaryCsv(runs: readonly AdaptRun[]): string {
  return toCsv(runs, [...identity, ...results, ...optionColumns(runs), ...protocol, ...provenance]);
}
