import { z } from 'zod';
import { addToBins, defaultBinCount, emptyBins, expectedCalibrationError } from './metrics-calibration.ts';
import {
  outlierCount,
  passesSchema,
  type BatchRecord,
  type Passes,
  type ShiftSummary,
} from '../../src-shared/records.ts';
import type { Prediction } from './metrics-score.ts';

const count = z.int().nonnegative();

/**
 * Metrics of a stream so far: plain JSON, so that it can be part of a checkpoint. Those of earlier versions hold a window
 * of batches as well, which is left out.
 */
export const streamMetricsSchema = z.object({
  images: count,
  correct1: count,
  correct5: count,
  bins: z.array(z.strictObject({ count, correct: count, confidence: z.number().nonnegative() })),
  /** Prediction and adaptation, without loading. */
  computeSeconds: z.number().nonnegative(),
  loadSeconds: z.number().nonnegative(),
  adaptedBatches: count,
  /** Images of no known class. */
  outliers: count.exactOptional(),
  /** Unknown where earlier versions have done a part of the stream. */
  passes: passesSchema.exactOptional(),
});
export type StreamMetrics = Readonly<z.output<typeof streamMetricsSchema>>;

/** Metrics of a stream of which nothing was seen. @param bins of the calibration error */
export function emptyMetrics(bins = defaultBinCount): StreamMetrics {
  return {
    images: 0,
    correct1: 0,
    correct5: 0,
    bins: emptyBins(bins),
    computeSeconds: 0,
    loadSeconds: 0,
    adaptedBatches: 0,
    passes: { forward: 0, backward: 0 },
  };
}

/** Fields of a batch that metrics need. */
type CountedBatch = Pick<
  BatchRecord,
  'size' | 'correct1' | 'correct5' | 'computeSeconds' | 'loadSeconds' | 'adapted'
> & {
  readonly diagnostics?: BatchRecord['diagnostics'];
  readonly passes?: Passes;
};

const together = (before: Passes, { forward, backward }: Passes): Passes => ({
  forward: before.forward + forward,
  backward: before.backward + backward,
});

/** Metrics after one more batch. */
export function addBatch(
  metrics: StreamMetrics,
  batch: CountedBatch,
  predictions: readonly (Pick<Prediction, 'confidence' | 'correct'> & Partial<Pick<Prediction, 'label'>>)[],
): StreamMetrics {
  const outliers = (metrics.outliers ?? 0) + (batch.diagnostics?.[outlierCount] ?? 0);
  return {
    images: metrics.images + batch.size,
    correct1: metrics.correct1 + batch.correct1,
    correct5: metrics.correct5 + batch.correct5,
    bins: addToBins(
      metrics.bins,
      predictions.filter(({ label = 0 }) => label >= 0),
    ),
    computeSeconds: metrics.computeSeconds + batch.computeSeconds,
    loadSeconds: metrics.loadSeconds + batch.loadSeconds,
    adaptedBatches: metrics.adaptedBatches + (batch.adapted ? 1 : 0),
    ...(outliers > 0 ? { outliers } : {}),
    ...(metrics.passes && batch.passes ? { passes: together(metrics.passes, batch.passes) } : {}),
  };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Figures of a stream, as fractions; null before the first image. */
export function figuresOf(metrics: StreamMetrics): Pick<ShiftSummary, 'top1' | 'top5' | 'ece'> {
  return {
    top1: share(metrics.correct1, metrics.images),
    top5: share(metrics.correct5, metrics.images),
    ece: expectedCalibrationError(metrics.bins, metrics.images),
  };
}
