import { isStated } from '../../../src-shared/external-run.ts';
import { describeOptions } from '../../../src-shared/option-specs.ts';
import { valueText } from '../../../src-shared/protocol.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { runConfigSchema, type RunConfig } from '../../../src-shared/run-config.ts';
import {
  furtherRunMetrics,
  metricDecimals,
  metricOfRun,
  metricOfVisits,
  metrics,
  shown,
} from '../../../src-shared/metrics/metrics.ts';
import { shiftName, shiftsMet } from '../../../src-shared/runs/streams.ts';
import { settingMeta } from '../../../src-shared/setting-meta.ts';
import { formatNumber } from '../../format.ts';
import { shiftLabel } from '../../texts/corruptions.ts';
import { t } from '../../texts/index.ts';
import { columnOf, type Column, type ColumnContext } from './column.ts';
import { optionsOf, pretrainOptionLabel } from './run-values.ts';

/** Settings that have a column of their own, or that decide no number. */
const elsewhere = new Set(['seed', 'batchSize', 'engine', 'threads', 'checkpointEvery']);
const settings = describeOptions(runConfigSchema).filter(({ name }) => !elsewhere.has(name));

/** A setting as a value: what is left open by the word that its schema has for it. */
function settingColumns(): Column[] {
  return settings.map(({ name, label, symbol, kind }) => {
    const key = name as keyof RunConfig;
    const meta = settingMeta(key, runConfigSchema.shape[key]);
    return columnOf({
      ...{ id: `setting.${name}`, topic: 'setting', width: 7, isNumber: kind === 'number' || kind === 'integer' },
      ...{ label: symbol ?? label, title: label, names: [name, label, ...(symbol === undefined ? [] : [symbol])] },
      read: (run) => {
        if (run.kind === 'pretrain' || !isStated(run, key)) return null;
        const value = run.config[key];
        return typeof value === 'number' ? value : valueText(meta, value);
      },
    });
  });
}

function optionColumns(runs: readonly RunRecord[], { optionLabel }: ColumnContext): Column[] {
  const found = new Map<string, { label: string; isNumber: boolean }>();
  for (const run of runs) {
    for (const [name, value] of Object.entries(optionsOf(run))) {
      if (found.has(name)) continue;
      const label = run.kind === 'adapt' ? optionLabel(run.method, name) : (pretrainOptionLabel(name) ?? name);
      found.set(name, { label, isNumber: typeof value === 'number' });
    }
  }
  return [...found].sort().map(([name, { label, isNumber }]) =>
    columnOf({
      ...{ id: `option.${name}`, topic: 'option', width: Math.max(5, 2 + label.length / 2), isNumber },
      ...{ label, title: t.runs.optionTitle(name), names: [name, label] },
      read: (run) => {
        const value = optionsOf(run)[name] ?? null;
        return typeof value === 'boolean' ? String(value) : value;
      },
    }),
  );
}

/** A column for each number beyond those that every run has. */
function metricColumns({ shiftsOf }: ColumnContext): Column[] {
  return furtherRunMetrics.map((metric) => {
    const label = t.compare.metrics[metric];
    return columnOf({
      ...{ id: `metric.${metric}`, topic: 'result', width: Math.max(5, 2 + label.length / 2), isNumber: true },
      ...{ measured: true, label, title: t.compare.metricTitle[metric], names: [metric, label] },
      ...{ spreadDecimals: metricDecimals(metric) },
      write: (value) => formatNumber(Number(value), metricDecimals(metric)),
      read: (run) =>
        run.kind === 'adapt' ? shown(metric, metricOfRun(metric, { run, shifts: shiftsOf(run.id) ?? [] })) : null,
    });
  });
}

/** Columns of numbers that are found in the streams of a run. */
const ofStreams = new Set(
  furtherRunMetrics.filter((metric) => 'ofRun' in metrics[metric]).map((one) => `metric.${one}`),
);

/** A column of accuracy per stream that any of the runs has. */
function shiftColumns(runs: readonly RunRecord[], { shiftsOf }: ColumnContext): Column[] {
  const adaptations = runs.filter((run) => run.kind === 'adapt');
  const streams = adaptations.flatMap(({ config }) => (config.order === 'mixed' ? [] : shiftsMet(config)));
  const found = new Map(streams.map((shift) => [shiftName(shift), shift]));
  const severities = Map.groupBy(found.values(), ({ corruption }) => corruption);
  return [...found].map(([id, shift]) => {
    const label = shiftLabel(shift.corruption, shift.severity);
    // With one severity the name alone says which stream is meant.
    const isOnly = severities.get(shift.corruption)?.length === 1;
    return columnOf({
      ...{ id: `shift.${id}`, topic: 'shift', width: 6, isNumber: true, measured: true },
      ...{ label, title: t.runs.shiftTitle(label), names: [id, label, ...(isOnly ? [shift.corruption] : [])] },
      ...{ spreadDecimals: 1, write: (value: string | number) => formatNumber(Number(value), 1) },
      read: ({ id: runId }) => {
        const top1 = metricOfVisits('top1', shiftsOf(runId)?.filter((one) => shiftName(one) === id) ?? []);
        return top1 === null ? null : 100 * top1;
      },
    });
  });
}

/** Columns for the settings, options and streams that these runs have. */
export function foundColumns(runs: readonly RunRecord[], context: ColumnContext): Column[] {
  return [
    ...metricColumns(context),
    ...settingColumns(),
    ...optionColumns(runs, context),
    ...shiftColumns(runs, context),
  ];
}

/** Whether a column is read from the streams of the runs, which are fetched only when asked for. */
export const needsShifts = ({ id, topic }: Column): boolean => topic === 'shift' || ofStreams.has(id);
