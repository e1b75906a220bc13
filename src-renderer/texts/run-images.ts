import { formatCount, formatNumber, formatPercent } from '../format.ts';

interface Counted {
  readonly images: number;
  readonly correct: number;
}

const accuracyOf = ({ images, correct }: Counted): string => formatPercent(correct / images, 1);

export const runImages = {
  title: 'Images',
  subtitle: 'Prediction and confidence of the run for each image.',
  open: 'Images',
  against: 'Flips against',
  nobody: 'no other run',
  kind: 'Show',
  kinds: { all: 'All', right: 'Right', wrong: 'Wrong', gained: 'Wrong → right', lost: 'Right → wrong' },
  kindCount: (label: string, count: number | undefined) =>
    count === undefined ? label : `${label} ${formatNumber(count)}`,
  shift: 'Shift',
  allShifts: 'All shifts',
  label: 'Class',
  prediction: 'Predicted as',
  anyClass: 'any class',
  classNumber: (label: number) => `class ${label}`,
  selected: 'Selected by the method',
  selections: { any: 'any', yes: 'selected', no: 'not selected' },
  unselected: 'not selected',
  selectedOf: (selected: Counted, all: Counted) => {
    const others = { images: all.images - selected.images, correct: all.correct - selected.correct };
    const accuracies = [
      ...(selected.images > 0 ? [`${accuracyOf(selected)} of these are correct`] : []),
      ...(others.images > 0 ? [`${accuracyOf(others)} of the others`] : []),
    ];
    const share = formatPercent(selected.images / all.images, 1);
    return `The method adapted to ${formatNumber(selected.images)} of ${formatCount(all.images, 'image')} (${share}); ${accuracies.join(', ')}.`;
  },
  confidence: 'Confidence',
  confidences: { all: 'any', low: 'below 50 %', middle: '50 to 90 %', high: 'above 90 %' },
  order: 'Order',
  orders: { stream: 'as in the stream', hardest: 'hardest first', surest: 'most confident first' },
  grid: 'Images of the run',
  none: 'No image matches.',
  count: (from: number, to: number, all: number) =>
    `${formatNumber(from)}–${formatNumber(to)} of ${formatCount(all, 'image')}`,
  previous: 'Previous page',
  next: 'Next page',
  verdict: (prediction: string, confidence: number) => `${prediction} ${formatPercent(confidence, 0)}`,
  was: (prediction: string, confidence: number) => `was ${prediction} ${formatPercent(confidence, 0)}`,
  describe: (index: number, label: string, prediction: string) =>
    `Image ${index}: ${label}, predicted as ${prediction}`,
  noPicture: 'No picture',
  facts: {
    label: 'Label',
    prediction: 'Predicted',
    other: 'The other run',
    shift: 'Shift',
    index: 'In the dataset',
    place: 'In the stream',
    rank: 'Rank of the label',
    nll: '−ln p of the label',
    entropy: 'Entropy',
    weight: 'Weight in the update',
  },
  keys: 'Arrow keys go through the images, Enter opens one.',
  calibration: 'Calibration',
  calibrationAxis: 'Accuracy (%)',
  accuracy: 'Accuracy',
  ideal: 'Mean confidence',
  riskCoverage: 'Risk by coverage',
  coverageAxis: 'Share of images predicted (%)',
  riskAxis: 'Errors among them (%)',
  riskName: 'Errors',
  byShift: 'Accuracy by shift',
  classes: 'Accuracy by class',
  worstClasses: (count: number) => `The ${count} worst classes`,
  confusions: 'Confusions',
  confusionsNote: 'Rows: labels. Columns: predictions. Values: share of each label.',
  confusionList: 'Most frequent mistakes',
  times: 'Images',
  share: 'Of its label',
} as const;
