import { isStated, seedOf, unknownText } from '../../src-shared/external-run.ts';
import type { ComparedRun } from '../../src-shared/comparison/compared-run.ts';
import { furtherRunMetrics, metricColumn, metricOfRun, shown } from '../../src-shared/metrics/metrics.ts';
import type { Provenance } from '../../src-shared/provenance.ts';
import type { AdaptRun } from '../../src-shared/records.ts';
import { storesShifts, type RunConfig } from '../../src-shared/run-config.ts';
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
  { name: 'external_from', value: ({ external }) => external?.file },
  { name: 'seed', value: seedOf },
];

const computing: readonly Column<AdaptRun>[] = [
  { name: 'n_images', value: (run) => adaptFigures(run)?.images },
  { name: 'skipped_images', value: ({ summary }) => summary?.skipped },
  { name: 'compute_seconds', value: (run) => adaptFigures(run)?.computeSeconds },
  { name: 'load_seconds', value: ({ summary }) => summary?.loadSeconds },
  { name: 'total_seconds', value: ({ summary }) => summary?.totalSeconds },
  { name: 'images_per_second', value: (run) => adaptFigures(run)?.imagesPerSecond },
  { name: 'peak_memory_bytes', value: ({ summary }) => summary?.peakMemoryBytes },
  { name: 'gpu_memory_bytes', value: ({ summary }) => summary?.gpuMemoryBytes },
];

/** Counts and times; of external results a 0 only says that it isn't known. */
const knownOnly = ({ name, value }: Column<AdaptRun>): Column<AdaptRun> => ({
  name,
  value: (run) => (run.external ? value(run) || null : value(run)),
});

const results: readonly Column<AdaptRun>[] = [
  { name: 'top1_percent', value: (run) => percent(adaptFigures(run)?.averageTop1) },
  { name: 'top5_percent', value: (run) => percent(adaptFigures(run)?.averageTop5) },
  { name: 'ece_percent', value: (run) => percent(adaptFigures(run)?.averageEce) },
];

const further: readonly Column<ComparedRun>[] = furtherRunMetrics.map((metric) => ({
  name: metricColumn(metric),
  value: (measured): Cell => shown(metric, metricOfRun(metric, measured)),
}));

/** A column of a setting, which nobody may have stated of external results. */
function ofSetting(key: string, name: string, value: (config: RunConfig) => Cell): Column<AdaptRun> {
  return { name, value: (run) => (isStated(run, key) ? value(run.config) : unknownText) };
}

const protocol: readonly Column<AdaptRun>[] = [
  // Placeholder path of a folder that isn't stated.
  {
    name: 'dataset',
    value: ({ config: { dataset } }) => (dataset.kind === 'folder' ? dataset.path : dataset.kind),
  },
  ofSetting('dataset', 'split', ({ dataset }) => (dataset.kind === 'quickstart' ? dataset.split : null)),
  ofSetting('dataset.source', 'source_folder', ({ dataset }) => (dataset.kind === 'folder' ? dataset.source : null)),
  ofSetting('dataset.benchmark', 'benchmark', ({ dataset }) => (dataset.kind === 'folder' ? dataset.benchmark : null)),
  ofSetting('dataset.corrupted', 'stored_corruptions', ({ dataset }) => storesShifts(dataset)),
  ofSetting('model', 'model', ({ model }) => model),
  ofSetting('normalisation', 'normalisation', ({ normalisation }) => normalisation),
  ofSetting('mgg', 'mgg', ({ mgg }) => mgg),
  ofSetting('shifts', 'shifts', ({ shifts }) => shifts.map((s) => `${s.corruption}/${s.severity}`).join(' ')),
  ...settingColumns.map(({ name, key }) => ofSetting(key, name, (config) => config[key] as Cell)),
  ofSetting('orderFile', 'order_file', ({ orderFile }) => orderFile),
  ofSetting('oodFolder', 'ood_folder', ({ oodFolder }) => oodFolder),
  ofSetting('classMask', 'class_mask', ({ classMask }) => classMask?.join(' ')),
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
export function summaryCsv(measured: readonly ComparedRun[]): string {
  const ofRun = (columns: readonly Column<AdaptRun>[]): Column<ComparedRun>[] =>
    columns.map(({ name, value }) => ({ name, value: ({ run }) => value(run) }));
  const options = optionColumns(measured.map(({ run }) => run));
  const settings = ofRun([...computing.map(knownOnly), ...options, ...protocol, ...provenance]);
  return toCsv(measured, [...ofRun([...identity, ...results]), ...further, ...settings]);
}
