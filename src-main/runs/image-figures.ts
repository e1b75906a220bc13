import type { ImageFigures } from '../../src-shared/api/images.ts';
import { LabError } from '../../src-shared/errors.ts';
import { RecordView } from '../../src-shared/metrics/image-records.ts';
import { perClass } from '../../src-shared/metrics/quality.ts';
import { riskCoverage } from '../../src-shared/metrics/ranking.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import { addToBins, emptyBins } from '../experiments/metrics-calibration.ts';
import type { RecordedRun } from './recorded-images.ts';

/** The most frequent confusions are enough to be looked at. */
const mostConfusions = 1000;

interface Predictions {
  readonly labels: number[];
  readonly predictions: number[];
  readonly confidences: number[];
  /** 1 for a wrong one. */
  readonly wrong: number[];
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

/** The images of a run under one shift, or all. */
function predictionsOf({ streams, shifts }: RecordedRun, shift: string | null): Predictions {
  const wanted = shift === null ? null : shifts.map(shiftName).indexOf(shift);
  const found: Predictions = { labels: [], predictions: [], confidences: [], wrong: [] };
  for (const { records } of streams) {
    const view = new RecordView(records);
    for (let i = 0; i < view.count; i++) {
      if (wanted !== null && view.shift(i) !== wanted) continue;
      found.labels.push(view.label(i));
      found.predictions.push(view.prediction(i));
      found.confidences.push(view.confidence(i));
      found.wrong.push(view.rank(i) === 0 ? 0 : 1);
    }
  }
  return found;
}

function classesOf({ labels, wrong }: Predictions): ImageFigures['classes'] {
  return [...perClass(labels, wrong)].sort(([a], [b]) => a - b).map(([label, counts]) => ({ label, ...counts }));
}

function confusionsOf({ labels, predictions, wrong }: Predictions): ImageFigures['confusions'] {
  const pairs = new Map<number, number>();
  labels.forEach((label, i) => {
    if (wrong[i] === 0) return;
    const pair = label * 0x10000 + predictions[i]!;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  });
  return [...pairs]
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, mostConfusions)
    .map(([pair, images]) => ({ label: Math.floor(pair / 0x10000), prediction: pair % 0x10000, images }));
}

/**
 * What the predictions of a run are like: calibration, risk by coverage, classes and confusions.
 * @param shift e.g. `fog/5`; null for all
 * @throws LabError `bad-input` when it has no image under that shift
 */
export function imageFigures(run: RecordedRun, shift: string | null): Omit<ImageFigures, 'classNames'> {
  const found = predictionsOf(run, shift);
  const curve = riskCoverage(found.confidences, found.wrong);
  if (!curve) throw new LabError('bad-input', `${run.run.name} has no image under ${shift ?? 'any shift'}.`);
  const predictions = found.confidences.map((confidence, i) => ({ confidence, correct: found.wrong[i] === 0 }));
  return {
    images: found.labels.length,
    shifts: run.shifts.map(shiftName),
    bins: addToBins(emptyBins(), predictions),
    riskCoverage: { coverage: [...curve.coverage], risk: [...curve.risk], area: curve.area },
    byShift: countByShift(run),
    classes: classesOf(found),
    confusions: confusionsOf(found),
  };
}
