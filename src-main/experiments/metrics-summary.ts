import type { AdaptSummary, ShiftSummary } from '../../src-shared/records.ts';
import { figuresOf, type StreamMetrics } from './metrics.ts';

/** Summary of a finished stream. */
export function summariseShift(metrics: StreamMetrics, skipped: number): ShiftSummary {
  const { top1, top5, ece } = figuresOf(metrics);
  const { computeSeconds, loadSeconds, adaptedBatches } = metrics;
  return { top1, top5, ece, computeSeconds, loadSeconds, skipped, adaptedBatches };
}

/** A finished stream and the number of images in it. */
export interface FinishedShift {
  readonly imageCount: number;
  readonly summary: ShiftSummary;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Summary of a run: accuracies and errors are means in which each shift counts the same (the paper's "Avg."). */
export function summariseRun(
  shifts: readonly FinishedShift[],
  whole: Pick<AdaptSummary, 'totalSeconds' | 'peakMemoryBytes'>,
): AdaptSummary {
  const total = (figure: keyof ShiftSummary) => sum(shifts.map(({ summary }) => summary[figure]));
  const mean = (figure: keyof ShiftSummary) => (shifts.length === 0 ? 0 : total(figure) / shifts.length);
  const images = sum(shifts.map(({ imageCount }) => imageCount));
  const computeSeconds = total('computeSeconds');
  return {
    averageTop1: mean('top1'),
    averageTop5: mean('top5'),
    averageEce: mean('ece'),
    images,
    skipped: total('skipped'),
    computeSeconds,
    loadSeconds: total('loadSeconds'),
    imagesPerSecond: computeSeconds === 0 ? 0 : images / computeSeconds,
    ...whole,
  };
}
