import { mapColumns, runningSums, type BatchColumns } from './columns.ts';

export type CountedBatches = Pick<BatchColumns, 'sizes' | 'correct1'>;

/** How far back a windowed accuracy looks. */
export interface AccuracyWindow {
  readonly size: number;
  readonly unit: 'batches' | 'images';
}

/** The window of plots and exported tables unless another is chosen: 20 batches. */
export const defaultWindow: AccuracyWindow = { size: 20, unit: 'batches' };

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

/** Accuracy of each batch by itself, a fraction. */
export function batchAccuracy({ sizes, correct1 }: CountedBatches): number[] {
  return mapColumns([sizes], (size, index) => share(correct1[index]!, size));
}

/** Accuracy over all images up to and with each batch, a fraction. */
export function cumulativeAccuracy({ sizes, correct1 }: CountedBatches): number[] {
  const images = runningSums(sizes);
  return runningSums(correct1).map((correct, index) => share(correct, images[index]!));
}

/**
 * Accuracy over the latest batches, a fraction, each image counting the same. A window in images takes the fewest latest
 * batches that hold so many; at the start of a stream there are fewer.
 */
export function windowedAccuracy({ sizes, correct1 }: CountedBatches, window: AccuracyWindow): number[] {
  let first = 0;
  let images = 0;
  let correct = 0;
  return mapColumns([sizes], (size, index) => {
    images += size;
    correct += correct1[index]!;
    const mayGo = () =>
      window.unit === 'batches' ? index - first >= window.size : images - sizes[first]! >= window.size;
    while (first < index && mayGo()) {
      images -= sizes[first]!;
      correct -= correct1[first]!;
      first += 1;
    }
    return share(correct, images);
  });
}
