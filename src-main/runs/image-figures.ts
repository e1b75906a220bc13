import { setImmediate as others } from 'node:timers/promises';
import type { ImageFigures } from '../../src-shared/api/images.ts';
import { LabError } from '../../src-shared/errors.ts';
import { RecordView } from '../../src-shared/metrics/image-records.ts';
import { perClass } from '../../src-shared/metrics/quality.ts';
import { riskCoverage } from '../../src-shared/metrics/ranking.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import { addToBins, emptyBins } from '../experiments/metrics-calibration.ts';
import type { RecordedRun } from './recorded-images.ts';

/** The most frequent confusions are enough. */
const mostConfusions = 1000;

interface Predictions {
  readonly labels: Uint16Array;
  readonly predictions: Uint16Array;
  readonly confidences: Float32Array;
  /** 1 for a wrong one. */
  readonly wrong: Uint8Array;
}

/** How many images a run met under each shift, and how many of them it predicted right. */
function countByShift({ streams, shifts }: RecordedRun): ImageFigures['byShift'] {
  const counts = shifts.map((shift) => ({ shift: shiftName(shift), images: 0, correct: 0 }));
  for (const { records } of streams) {
    const view = new RecordView(records);
    for (let i = 0; i < view.count; i++) {
      const own = counts[view.shift(i)]!;
      own.images++;
      if (view.rank(i) === 0) own.correct++;
    }
  }
  return counts.filter(({ images }) => images > 0);
}

/** Images selected by the method, and the run's accuracy on them. */
function selectionOf({ streams, shifts }: RecordedRun, shift: string | null): ImageFigures['selected'] {
  if (!streams.some(({ weights }) => weights)) return null;
  const wanted = shift === null ? null : shifts.map(shiftName).indexOf(shift);
  const selected = { images: 0, correct: 0 };
  for (const { records, weights } of streams) {
    const view = new RecordView(records);
    weights?.forEach((weight, i) => {
      if (weight === 0 || (wanted !== null && view.shift(i) !== wanted)) return;
      selected.images++;
      if (view.rank(i) === 0) selected.correct++;
    });
  }
  return selected;
}

/** The images of a run under one shift, or all. */
function predictionsOf({ streams, shifts }: RecordedRun, shift: string | null): Predictions {
  const wanted = shift === null ? null : shifts.map(shiftName).indexOf(shift);
  const views = streams.map(({ records }) => new RecordView(records));
  const size = views.reduce((sum, { count }) => sum + count, 0);
  const labels = new Uint16Array(size);
  const predictions = new Uint16Array(size);
  const confidences = new Float32Array(size);
  const wrong = new Uint8Array(size);
  let found = 0;
  for (const view of views) {
    for (let i = 0; i < view.count; i++) {
      if (wanted !== null && view.shift(i) !== wanted) continue;
      labels[found] = view.label(i);
      predictions[found] = view.prediction(i);
      confidences[found] = view.confidence(i);
      wrong[found++] = view.rank(i) === 0 ? 0 : 1;
    }
  }
  return {
    labels: labels.subarray(0, found),
    predictions: predictions.subarray(0, found),
    confidences: confidences.subarray(0, found),
    wrong: wrong.subarray(0, found),
  };
}

function classesOf({ labels, wrong }: Predictions): ImageFigures['classes'] {
  return [...perClass(labels, wrong)].sort(([a], [b]) => a - b).map(([label, counts]) => ({ label, ...counts }));
}

/** The most frequent confusions. Pairs and their counts are numbers, which are sorted much faster than by a function. */
function confusionsOf({ labels, predictions, wrong }: Predictions): ImageFigures['confusions'] {
  const pairs = new Uint32Array(wrong.length);
  let count = 0;
  for (let i = 0; i < wrong.length; i++) if (wrong[i] === 1) pairs[count++] = labels[i]! * 0x10000 + predictions[i]!;
  const sorted = pairs.subarray(0, count).sort();
  const keys = new Float64Array(count);
  let found = 0;
  for (let start = 0, end = 0; start < count; start = end) {
    while (end < count && sorted[end] === sorted[start]) end++;
    // The most frequent one first, of equals the one with the lower label.
    keys[found++] = (count - (end - start)) * 0x1_0000_0000 + sorted[start]!;
  }
  return Array.from(keys.subarray(0, found).sort().subarray(0, mostConfusions), (key) => {
    const pair = key % 0x1_0000_0000;
    const images = count - Math.floor(key / 0x1_0000_0000);
    return { label: Math.floor(pair / 0x10000), prediction: pair % 0x10000, images };
  });
}

function* eachOf({ confidences, wrong }: Predictions): Generator<{ confidence: number; correct: boolean }> {
  for (let i = 0; i < wrong.length; i++) yield { confidence: confidences[i]!, correct: wrong[i] === 0 };
}

/**
 * Statistics of a run's predictions: calibration, risk by coverage, classes and confusions. Of many images that takes a while,
 * in which pictures and others are served.
 * @param shift e.g. `fog/5`; null for all
 * @throws LabError `bad-input` when it has no image under that shift
 */
export async function imageFigures(run: RecordedRun, shift: string | null): Promise<Omit<ImageFigures, 'classNames'>> {
  const found = predictionsOf(run, shift);
  await others();
  const curve = riskCoverage(found.confidences, found.wrong);
  if (!curve) throw new LabError('bad-input', `${run.run.name} has no image under ${shift ?? 'any shift'}.`);
  await others();
  const [classes, confusions] = [classesOf(found), confusionsOf(found)];
  await others();
  return {
    images: found.labels.length,
    shifts: run.shifts.map(shiftName),
    bins: addToBins(emptyBins(), eachOf(found)),
    riskCoverage: { coverage: [...curve.coverage], risk: [...curve.risk], area: curve.area },
    byShift: countByShift(run),
    selected: selectionOf(run, shift),
    classes,
    confusions,
  };
}
