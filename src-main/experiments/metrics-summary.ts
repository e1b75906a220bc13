import { averageClean } from '../../src-shared/metrics/forgetting.ts';
import { averageQuality } from '../../src-shared/metrics/quality.ts';
import { averageUnlabelled } from '../../src-shared/metrics/unlabelled.ts';
import type { AdaptSummary, Passes, ShiftSummary } from '../../src-shared/records.ts';
import { figuresOverStreams } from '../../src-shared/run-figures.ts';
import { figuresOf, type StreamMetrics } from './metrics.ts';

/** Summary of a finished stream. */
export function summariseShift(metrics: StreamMetrics, skipped: number): ShiftSummary {
  const { top1, top5, ece } = figuresOf(metrics);
  const { images, computeSeconds, loadSeconds, adaptedBatches, outliers, passes } = metrics;
  return {
    ...{ top1, top5, ece, images, computeSeconds, loadSeconds, skipped, adaptedBatches },
    ...(outliers === undefined ? {} : { outliers }),
    ...(passes ? { passes } : {}),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Passes of all streams; undefined where those of one are not known. */
function passesOver(shifts: readonly ShiftSummary[]): Passes | undefined {
  const known = shifts.flatMap(({ passes }) => passes ?? []);
  if (known.length < shifts.length || known.length === 0) return undefined;
  return { forward: sum(known.map(({ forward }) => forward)), backward: sum(known.map(({ backward }) => backward)) };
}

/** Summary of a run: accuracies and errors are means in which each measured shift counts the same (the paper's "Avg."). */
export function summariseRun(
  shifts: readonly ShiftSummary[],
  measured: Pick<AdaptSummary, 'totalSeconds' | 'peakMemoryBytes' | 'gpuMemoryBytes'>,
): AdaptSummary {
  const quality = averageQuality(shifts);
  const passes = passesOver(shifts);
  const clean = averageClean(shifts);
  const unlabelled = averageUnlabelled(shifts);
  const outliers = sum(shifts.map((shift) => shift.outliers ?? 0));
  return {
    ...figuresOverStreams(shifts),
    skipped: sum(shifts.map(({ skipped }) => skipped)),
    loadSeconds: sum(shifts.map(({ loadSeconds }) => loadSeconds)),
    ...measured,
    ...(outliers > 0 ? { outliers } : {}),
    ...(passes ? { passes } : {}),
    ...(quality ? { quality } : {}),
    ...(clean ? { clean } : {}),
    ...(unlabelled ? { unlabelled } : {}),
  };
}
