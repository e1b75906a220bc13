import { LabError } from '../../src-shared/errors.ts';
import type { BatchRecord } from '../../src-shared/records.ts';

/** Outputs of a batch as a method returns them. */
export interface BatchOutputs {
  /** Row-major, one row of `classes` values for each label. */
  readonly values: Float32Array;
  readonly kind: 'logits' | 'probabilities';
  readonly classes: number;
  /** Index of the right class among the columns. */
  readonly labels: Int32Array;
}

/** Probability of the class predicted for an image, and whether it is the right one. */
export interface Prediction {
  readonly confidence: number;
  readonly correct: boolean;
}

/** What the outputs of a batch say about its images: how many of them are right, and each of them. */
export interface BatchScore {
  readonly counts: Pick<BatchRecord, 'size' | 'correct1' | 'correct5'>;
  readonly predictions: readonly Prediction[];
}

/** Classes that are predicted before `label`: ties go to the lower index, and a value that is not a number wins. */
function rankOf(label: number, row: Float32Array): number {
  const own = row[label]!;
  if (Number.isNaN(own)) return Infinity;
  let rank = 0;
  row.forEach((value, index) => {
    if (index !== label && (!(value <= own) || (value === own && index < label))) rank++;
  });
  return rank;
}

const largestOf = (row: Float32Array) => row.reduce((largest, value) => Math.max(largest, value), -Infinity);

/** Largest softmax probability of a row of logits. */
function softmaxConfidence(logits: Float32Array): number {
  const largest = largestOf(logits);
  return 1 / logits.reduce((sum, value) => sum + Math.exp(value - largest), 0);
}

/**
 * Scores a batch.
 * @throws LabError `bad-input` when values and labels do not fit together
 */
export function scoreBatch({ values, kind, classes, labels }: BatchOutputs): BatchScore {
  if (values.length !== labels.length * classes) {
    throw new LabError(
      'bad-input',
      `${labels.length} labels need ${labels.length * classes} outputs of ${classes} classes, not ${values.length}.`,
    );
  }
  let correct1 = 0;
  let correct5 = 0;
  const predictions = Array.from(labels, (label, image) => {
    if (label < 0 || label >= classes) {
      throw new LabError('bad-input', `Label ${label} is outside of the ${classes} classes of the model.`);
    }
    const row = values.subarray(image * classes, (image + 1) * classes);
    const rank = rankOf(label, row);
    if (rank < 1) correct1++;
    if (rank < 5) correct5++;
    return { confidence: kind === 'logits' ? softmaxConfidence(row) : largestOf(row), correct: rank < 1 };
  });
  return { counts: { size: labels.length, correct1, correct5 }, predictions };
}

/**
 * Labels as positions within a class mask, for models whose outputs are restricted to those classes.
 * @throws LabError `bad-input` when a label is not in the mask
 */
export function labelsWithinMask(labels: Int32Array, mask: readonly number[]): Int32Array {
  const positions = new Map(mask.map((label, position) => [label, position]));
  return labels.map((label) => {
    const position = positions.get(label);
    if (position === undefined) throw new LabError('bad-input', `Class ${label} of the data is not in the class mask.`);
    return position;
  });
}
