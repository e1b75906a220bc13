import { corruptionGroupLabels, corruptionShortNames } from '../../src-shared/comparison/corruption-words.ts';
import { corruptionGroups, type CorruptionGroup } from '../../src-shared/corruptions.ts';
import {
  metricColumn,
  metricOfRun,
  metricOfVisits,
  metrics,
  shown,
  type Metric,
} from '../../src-shared/metrics/metrics.ts';
import type { RunResult, Suite, SuiteColumn } from './suite.ts';

const percent = (fraction: number | null | undefined): number | null =>
  fraction === null || fraction === undefined ? null : 100 * fraction;

/** Name of accuracies in files. */
const accuracy = 'top1_percent';

/** A column that reads accuracy, and any other metric if asked to. @param of a fraction where the metric is one */
function reading(
  of: (metric: Metric, result: RunResult) => number | null,
): Pick<SuiteColumn, 'read'> & Required<Pick<SuiteColumn, 'readMetric'>> {
  const readMetric = (metric: Metric, result: RunResult): number | null => shown(metric, of(metric, result));
  return { read: (result) => readMetric('top1', result), readMetric };
}

/** A suite whose columns of accuracy show another metric, of which nothing is published. */
export function withMetric(suite: Suite, metric: Metric): Suite {
  if (metric === 'top1') return suite;
  const changed = suite.columns.filter(({ unit, readMetric, meanOf }) => unit === accuracy && (readMetric ?? meanOf));
  const ids = new Set(changed.map(({ id }) => id));
  return {
    ...suite,
    metric,
    columns: suite.columns.map((column) => {
      if (!ids.has(column.id)) return column;
      const { readMetric } = column;
      const { higherIsBetter } = metrics[metric];
      const read = readMetric ? (result: RunResult) => readMetric(metric, result) : column.read;
      return { ...column, higherIsBetter, unit: metricColumn(metric), read };
    }),
    published: (row, column) => (ids.has(column) ? null : suite.published(row, column)),
    curve: suite.curve && { ...suite.curve, yLabel: metricColumn(metric).replaceAll('_', ' ') },
  };
}

/** Top-1 accuracy on a corruption, filled as soon as its stream is done. @param group heads neighbouring columns */
export function corruptionColumn(name: string, group: string | null): SuiteColumn {
  return {
    id: name,
    label: corruptionShortNames[name] ?? name,
    group,
    higherIsBetter: true,
    unit: accuracy,
    ...reading((metric, { shifts }) =>
      metricOfVisits(
        metric,
        shifts.filter(({ corruption }) => corruption === name),
      ),
    ),
  };
}

/** The same on each of the 15 corruptions. */
export const corruptionColumns: readonly SuiteColumn[] = Object.entries(corruptionGroups).flatMap(([group, names]) =>
  names.map((name) => corruptionColumn(name, corruptionGroupLabels[group as CorruptionGroup])),
);

/** Mean top-1 accuracy over the streams, in percent. */
export const averageColumn: SuiteColumn = {
  id: 'average',
  label: 'Avg.',
  group: null,
  higherIsBetter: true,
  unit: accuracy,
  ...reading((metric, result) => (result.run.summary ? metricOfRun(metric, result) : null)),
};

/** Mean expected calibration error over the streams, in percent. */
export const eceColumn: SuiteColumn = {
  id: 'ece',
  label: 'ECE',
  group: null,
  higherIsBetter: false,
  unit: 'ece_percent',
  read: ({ run }) => percent(run.summary?.averageEce),
};

/** Seconds of prediction and adaptation, loading apart. */
export const secondsColumn: SuiteColumn = {
  id: 'seconds',
  label: 'Seconds',
  group: null,
  higherIsBetter: false,
  unit: 'compute_seconds',
  read: ({ run }) => (run.summary && run.summary.images > 0 ? run.summary.computeSeconds : null),
};

/** Peak memory of the process that computed, in MB. */
export const memoryColumn: SuiteColumn = {
  id: 'memory',
  label: 'MB',
  group: null,
  higherIsBetter: false,
  unit: 'peak_memory_mb',
  read: ({ run }) => (run.summary ? run.summary.peakMemoryBytes / 1e6 : null),
};

/** Peak memory of the GPU that computed, in MB; null where none did. */
export const gpuMemoryColumn: SuiteColumn = {
  id: 'gpu-memory',
  label: 'GPU MB',
  group: null,
  higherIsBetter: false,
  unit: 'gpu_memory_mb',
  read: ({ run }) => (run.summary?.gpuMemoryBytes === undefined ? null : run.summary.gpuMemoryBytes / 1e6),
};

/** The average accuracy of runs that differ in one number, e.g. the batch size. */
export function averageAt(id: string, label: string): SuiteColumn {
  return { ...averageColumn, id, label };
}

/**
 * Mean over the streams of the accuracy on the images that come after `updates` adapted batches, in percent: how good
 * the model has become, apart from how it got there (Figure 3). Null until all streams are done; a stream of which no
 * image could be read has no share in it.
 */
export function accuracyAfter(updates: number, id: string, label: string): SuiteColumn {
  const read = ({ run, shifts, batchesOf }: RunResult): number | null => {
    if (!run.summary) return null;
    const measured = shifts.map(({ position }) => batchesOf(position)).filter((batches) => batches.length > 0);
    const accuracies = measured.map((batches) => {
      const rest = batches.filter(({ index }) => index >= updates);
      const images = rest.reduce((sum, { size }) => sum + size, 0);
      return images === 0 ? null : rest.reduce((sum, { correct1 }) => sum + correct1, 0) / images;
    });
    const known = accuracies.filter((accuracy) => accuracy !== null);
    if (known.length < accuracies.length || known.length === 0) return null;
    return (100 * known.reduce((sum, accuracy) => sum + accuracy, 0)) / known.length;
  };
  return { id, label, group: null, higherIsBetter: true, unit: accuracy, read };
}

/** The mean of other columns, once all of them have a number. */
export function meanColumn(id: string, label: string, meanOf: readonly string[]): SuiteColumn {
  return { id, label, group: null, higherIsBetter: true, unit: accuracy, read: () => null, meanOf };
}

/** Seconds of prediction and adaptation for 50,000 images, loading apart, whatever number of images was tested. */
export const secondsPer50kColumn: SuiteColumn = {
  id: 'seconds50k',
  label: 's / 50,000 images',
  group: null,
  higherIsBetter: false,
  unit: 'seconds_per_50k_images',
  read: ({ run }) =>
    run.summary && run.summary.images > 0 ? (50_000 * run.summary.computeSeconds) / run.summary.images : null,
};
