import { LabError } from '../../src-shared/errors.ts';
import type { ImageRecord } from '../../src-shared/metrics/image-records.ts';
import type { BatchRecord } from '../../src-shared/records.ts';
import type { HostTensor } from '../engines/engine.ts';

/** Outputs of a batch as a method returns them. */
export interface BatchOutputs {
  /** Row-major, one row of `classes` values for each label. */
  readonly values: Float32Array;
  readonly kind: 'logits' | 'probabilities';
  readonly classes: number;
  /** Index of the right class among the columns. */
  readonly labels: Int32Array;
}

/** An image's prediction, and whether it is right. Classes are columns of the outputs; label −1: of no known class. */
export interface Prediction extends Omit<ImageRecord, 'index' | 'shift'> {
  readonly correct: boolean;
}

/** Score of a batch by its outputs: how many of its images are right, and each of them. */
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

/** Place of the largest value, the first one of equals. */
export function largestAt(row: Float32Array): number {
  let place = 0;
  row.forEach((value, index) => {
    if (value > row[place]!) place = index;
  });
  return place;
}

/** Scores one image by its row of outputs. */
function scoreRow(row: Float32Array, kind: BatchOutputs['kind'], label: number): Prediction {
  const prediction = largestAt(row);
  const isKnown = label >= 0;
  const rank = isKnown ? rankOf(label, row) : Infinity;
  const logit = kind === 'logits' ? (value: number) => value : Math.log;
  const largest = logit(row[prediction]!);
  let total = 0;
  for (const value of row) total += Math.exp(logit(value) - largest);
  const logTotal = Math.log(total);
  let entropy = 0;
  let squares = 0;
  for (const value of row) {
    const logP = logit(value) - largest - logTotal;
    const p = Math.exp(logP);
    // 0 · ln 0 is 0.
    if (p > 0) entropy -= p * logP;
    squares += p * p;
  }
  const nll = isKnown ? logTotal - (logit(row[label]!) - largest) : 0;
  return {
    ...{ label, prediction, rank, correct: rank < 1 },
    confidence: kind === 'logits' ? 1 / total : row[prediction]!,
    ...{ entropy, nll, brier: isKnown ? squares - 2 * Math.exp(-nll) + 1 : 0, energy: -largest - logTotal },
  };
}

/**
 * Scores a batch. Images of no known class count nowhere.
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
    if (label < -1 || label >= classes) {
      throw new LabError('bad-input', `Label ${label} is outside of the ${classes} classes of the model.`);
    }
    const row = values.subarray(image * classes, (image + 1) * classes);
    const prediction = scoreRow(row, kind, label);
    if (prediction.rank < 1) correct1++;
    if (prediction.rank < 5) correct5++;
    return prediction;
  });
  const size = labels.filter((label) => label >= 0).length;
  return { counts: { size, correct1, correct5 }, predictions };
}

/**
 * Labels as positions within a class mask, for models whose outputs are restricted to those classes.
 * @throws LabError `bad-input` when a label is not in the mask
 */
export function labelsWithinMask(labels: Int32Array, mask: readonly number[]): Int32Array {
  const positions = new Map(mask.map((label, position) => [label, position]));
  return labels.map((label) => {
    if (label < 0) return label;
    const position = positions.get(label);
    if (position === undefined) throw new LabError('bad-input', `Class ${label} of the data is not in the class mask.`);
    return position;
  });
}

/** Scores the logits of a batch, [B, C]. @param mask the classes that they are of, null for all */
export function scoreLogits(logits: HostTensor, labels: Int32Array, mask: readonly number[] | null): BatchScore {
  return scoreBatch({
    values: logits.data as Float32Array,
    kind: 'logits',
    classes: logits.shape[1]!,
    labels: mask ? labelsWithinMask(labels, mask) : labels,
  });
}
