interface CountedBatch {
  readonly size: number;
  readonly correct1: number;
}

/** A point of the convergence curve of a stream, after one batch. Accuracies are fractions. */
export interface CurvePoint {
  readonly imagesSeen: number;
  readonly batch: number;
  readonly cumulative: number;
  readonly windowed: number;
}

/** Accuracy over some batches, each image counting the same; 0 without any. */
export function windowAccuracy(batches: readonly CountedBatch[]): number {
  const images = batches.reduce((sum, { size }) => sum + size, 0);
  const correct = batches.reduce((sum, { correct1 }) => sum + correct1, 0);
  return images === 0 ? 0 : correct / images;
}

/**
 * Convergence curve of a stream (spec §8).
 * @param window batches of the windowed accuracy, fewer at the start
 */
export function accuracyCurve(batches: readonly CountedBatch[], window: number): CurvePoint[] {
  let images = 0;
  let correct = 0;
  return batches.map((batch, index) => {
    images += batch.size;
    correct += batch.correct1;
    return {
      imagesSeen: images,
      batch: batch.correct1 / batch.size,
      cumulative: correct / images,
      windowed: windowAccuracy(batches.slice(Math.max(0, index + 1 - window), index + 1)),
    };
  });
}
