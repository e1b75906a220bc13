import type { AdaptSummary, ShiftSummary } from '../../src-shared/records.ts';
import { figuresOf, type StreamMetrics } from './metrics.ts';

/** Summary of a finished stream. */
export function summariseShift(metrics: StreamMetrics, skipped: number): ShiftSummary {
  const { top1, top5, ece } = figuresOf(metrics);
  const { images, computeSeconds, loadSeconds, adaptedBatches } = metrics;
  return { top1, top5, ece, images, computeSeconds, loadSeconds, skipped, adaptedBatches };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Summary of a run: accuracies and errors are means in which each measured shift counts the same (the paper's "Avg."). */
export function summariseRun(
  shifts: readonly ShiftSummary[],
  { totalSeconds, peakMemoryBytes }: Pick<AdaptSummary, 'totalSeconds' | 'peakMemoryBytes'>,
): AdaptSummary {
  const total = (count: 'images' | 'skipped' | 'computeSeconds' | 'loadSeconds') =>
    sum(shifts.map((shift) => shift[count]));
  const mean = (figure: 'top1' | 'top5' | 'ece') => {
    const measured = shifts.map((shift) => shift[figure]).filter((value) => value !== null);
    return measured.length === 0 ? null : sum(measured) / measured.length;
  };
  const [images, computeSeconds] = [total('images'), total('computeSeconds')];
  return {
    averageTop1: mean('top1'),
    averageTop5: mean('top5'),
    averageEce: mean('ece'),
    images,
    skipped: total('skipped'),
    computeSeconds,
    loadSeconds: total('loadSeconds'),
    imagesPerSecond: images === 0 || computeSeconds === 0 ? null : images / computeSeconds,
    totalSeconds,
    peakMemoryBytes,
  };
}
