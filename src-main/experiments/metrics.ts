import { z } from 'zod';
import { defaultWindow } from '../../src-shared/curves/accuracy.ts';
import {
  addToBins,
  defaultBinCount,
  emptyBins,
  expectedCalibrationError,
  type CalibrationBin,
} from './metrics-calibration.ts';
import type { BatchScore } from './metrics-score.ts';

const count = z.int().nonnegative();

/** Metrics of a stream so far: plain JSON, so that it can be part of a checkpoint. */
export const streamMetricsSchema = z.strictObject({
  images: count,
  correct1: count,
  correct5: count,
  bins: z.array(z.strictObject({ count, correct: count, confidence: z.number().nonnegative() })),
  /** Prediction and adaptation, without loading. */
  computeSeconds: z.number().nonnegative(),
  loadSeconds: z.number().nonnegative(),
  adaptedBatches: count,
  /** The latest batches, at most `window` of them. */
  recent: z.array(z.strictObject({ size: count, correct1: count })),
  window: z.int().positive(),
});
export type StreamMetrics = Readonly<z.output<typeof streamMetricsSchema>>;

/** How a batch was processed. */
export interface BatchTiming {
  readonly computeSeconds: number;
  readonly loadSeconds: number;
  readonly adapted: boolean;
}

/** Metrics of a stream of which nothing was seen. */
export function emptyMetrics(options: { readonly bins?: number; readonly window?: number } = {}): StreamMetrics {
  return {
    images: 0,
    correct1: 0,
    correct5: 0,
    bins: emptyBins(options.bins ?? defaultBinCount),
    computeSeconds: 0,
    loadSeconds: 0,
    adaptedBatches: 0,
    recent: [],
    window: options.window ?? defaultWindow.size,
  };
}

/** Metrics after one more batch. */
export function addBatch(metrics: StreamMetrics, score: BatchScore, timing: BatchTiming): StreamMetrics {
  const { size, correct1, correct5, predictions } = score;
  return {
    images: metrics.images + size,
    correct1: metrics.correct1 + correct1,
    correct5: metrics.correct5 + correct5,
    bins: addToBins(metrics.bins, predictions),
    computeSeconds: metrics.computeSeconds + timing.computeSeconds,
    loadSeconds: metrics.loadSeconds + timing.loadSeconds,
    adaptedBatches: metrics.adaptedBatches + (timing.adapted ? 1 : 0),
    recent: [...metrics.recent, { size, correct1 }].slice(-metrics.window),
    window: metrics.window,
  };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Figures of a stream, as fractions; null before the first image. */
export interface StreamFigures {
  readonly top1: number | null;
  readonly top5: number | null;
  readonly ece: number | null;
  /** Accuracy over the latest batches. */
  readonly windowedTop1: number | null;
  /** Of prediction and adaptation, without loading. */
  readonly imagesPerSecond: number | null;
}

export function figuresOf(metrics: StreamMetrics): StreamFigures {
  const bins: readonly CalibrationBin[] = metrics.bins;
  const sum = (field: 'size' | 'correct1') => metrics.recent.reduce((total, batch) => total + batch[field], 0);
  return {
    top1: share(metrics.correct1, metrics.images),
    top5: share(metrics.correct5, metrics.images),
    ece: expectedCalibrationError(bins, metrics.images),
    windowedTop1: share(sum('correct1'), sum('size')),
    imagesPerSecond: share(metrics.images, metrics.computeSeconds),
  };
}
