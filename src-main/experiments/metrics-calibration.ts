import type { Prediction } from './metrics-score.ts';

/** Predictions whose confidence fell into one interval. */
export interface CalibrationBin {
  readonly count: number;
  readonly correct: number;
  /** Sum of the confidences. */
  readonly confidence: number;
}

export const defaultBinCount = 15;

export function emptyBins(count = defaultBinCount): CalibrationBin[] {
  return Array.from({ length: count }, () => ({ count: 0, correct: 0, confidence: 0 }));
}

/** Bin i holds (i/n, (i+1)/n]; -1 for a confidence of no bin (exactly 0, or not a number). */
function binOf(confidence: number, count: number): number {
  if (!(confidence > 0)) return -1;
  // Compared with the edges themselves: `ceil(confidence * count)` may round across one.
  for (let bin = 0; bin < count; bin++) if (confidence <= (bin + 1) / count) return bin;
  // Probabilities may exceed 1 by a rounding error.
  return count - 1;
}

/** Adds predictions to bins of equal width and returns the new bins. */
export function addToBins(
  bins: readonly CalibrationBin[],
  predictions: Iterable<Pick<Prediction, 'confidence' | 'correct'>>,
): CalibrationBin[] {
  const sums = bins.map((bin) => ({ ...bin }));
  for (const { confidence, correct } of predictions) {
    const bin = sums[binOf(confidence, bins.length)];
    if (!bin) continue;
    bin.count++;
    bin.confidence += confidence;
    if (correct) bin.correct++;
  }
  return sums;
}

/**
 * Expected calibration error, a fraction: Σ over bins of (share of the images) · |accuracy − mean confidence|
 * (docs/method.md §6; Guo et al., 2017, equation 3).
 * @param images all images, those in no bin included
 * @returns null without images
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[], images: number): number | null {
  if (images === 0) return null;
  return bins.reduce((sum, { correct, confidence }) => sum + Math.abs(correct - confidence), 0) / images;
}
