import { outlierLabel, type ImageRecord } from '../../src-shared/metrics/image-records.ts';
import type { RunConfig, Shift } from '../../src-shared/run-config.ts';
import type { BatchOutcome } from './adapt.ts';

/** Runs of more images keep their records on request only: a million take 32 MB. */
const mostByDefault = 1_000_000;

/** Whether a run keeps what it predicted for each image. @param streams all that it goes through */
export function keepsImageRecords(
  { imageRecords: choice }: Pick<RunConfig, 'imageRecords'>,
  streams: readonly { readonly stream: { readonly imageCount: number } }[],
): boolean {
  if (choice !== 'auto') return choice === 'keep';
  return streams.reduce((sum, { stream }) => sum + stream.imageCount, 0) <= mostByDefault;
}

/**
 * Predictions for the images of a batch. With a class mask its columns are turned into classes again.
 * @param shifts all that the run's images come under (`shiftsMet`)
 */
export function imageRecords(
  { predictions, samples }: Pick<BatchOutcome, 'predictions' | 'samples'>,
  { classMask }: Pick<RunConfig, 'classMask'>,
  shifts: readonly Shift[],
): ImageRecord[] {
  const classOf = (column: number): number => (column < 0 ? outlierLabel : (classMask?.[column] ?? column));
  return predictions.map((prediction, i) => {
    const { index, shift } = samples[i]!;
    return {
      ...prediction,
      label: classOf(prediction.label),
      prediction: classOf(prediction.prediction),
      index,
      shift: shifts.findIndex(
        ({ corruption, severity }) => corruption === shift.corruption && severity === shift.severity,
      ),
    };
  });
}
