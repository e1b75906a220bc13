import { layerMeasures, type GradientRecord, type LayerMeasure } from '../gradient-records.ts';
import { generatorWords as texts } from '../generator/generator-words.ts';
import { meanOfKnown } from '../run-figures.ts';
import type { ChartSeries, HeatAxis, HeatScale, ShiftBoundary } from './types.ts';

/** Weights, biases, or both. */
export type ParameterKind = 'all' | 'weight' | 'bias';

/** The measures that some records have. */
export function measuresIn(records: readonly GradientRecord[]): LayerMeasure[] {
  return layerMeasures.filter((name) => records.some(({ whole }) => name in whole));
}

/** Rates and lengths span orders of magnitude; cosines lie about 0, shares between 0 and 1. */
export function scaleOf(measure: LayerMeasure): HeatScale {
  if (/^(?:cosine|labels|halvesCosine)/.test(measure)) return { kind: 'diverging', bound: 1 };
  if (measure === 'saturation' || measure === 'halvesSignal') return { kind: 'linear', bound: 1 };
  return { kind: /^(?:memory|stepSize|reconstruction)/.test(measure) ? 'linear' : 'logarithmic' };
}

interface LayerRow {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Values of a measure by layer, those of the last layer first, as heat maps have it from the lowest row up. */
export function layerRows(records: readonly GradientRecord[], measure: LayerMeasure, kind: ParameterKind): LayerRow[] {
  const layers = records[0]?.layers ?? [];
  const chosen = layers.flatMap((name, i) => (kind === 'all' || name.endsWith(`.${kind}`) ? [i] : []));
  return chosen
    .toReversed()
    .map((i) => ({ name: layers[i]!, values: records.map(({ byLayer }) => byLayer[measure]?.[i] ?? null) }));
}

/** How many records' groups are averaged in a point. */
const entropyBins = 10;

interface Agreement {
  readonly entropy: number[];
  readonly gradient: (number | null)[];
  readonly update: (number | null)[];
}

/** Mean agreement of gradients and updates with the labels by the entropy of the images, in ten bins of [0, 1]. */
export function agreementByEntropy(records: readonly GradientRecord[]): Agreement {
  const groups = records.flatMap((record) => record.groups);
  const bins = Array.from({ length: entropyBins }, (_, bin) =>
    groups.filter(({ entropy }) => Math.min(entropyBins - 1, Math.floor(entropy * entropyBins)) === bin),
  );
  const filled = bins.filter((members) => members.length > 0);
  return {
    entropy: filled.map((members) => meanOfKnown(members.map(({ entropy }) => entropy)) ?? 0),
    gradient: filled.map((members) => meanOfKnown(members.map(({ gradient }) => gradient))),
    update: filled.map((members) => meanOfKnown(members.map(({ update }) => update))),
  };
}

/** Measures that are drawn together, the first of each group one that stands for it. */
const families: readonly (readonly LayerMeasure[])[] = [
  ['cosineDescent', 'cosineAdam', 'cosineSgd'],
  ['halvesCosine', 'halvesSignal'],
  ['labelsGradient', 'labelsUpdate'],
  ['memoryWeight', 'memoryBias'],
  ['stepSizeLow', 'stepSizeMedian', 'stepSizeHigh'],
  ['reconstructionBefore', 'reconstructionAfter'],
];

/** The measures that are drawn with one, itself among them. */
export const familyOf = (measure: LayerMeasure): readonly LayerMeasure[] =>
  families.find((members) => members.includes(measure)) ?? [measure];

/** Records of a run in their order, and what its streams are called, by position. */
export interface RecordedStreams {
  readonly records: readonly GradientRecord[];
  /** Where records of one stream are shown: its name is left out, and batches stand at their own places. */
  readonly single?: boolean;
  readonly streams: ReadonlyMap<number, string>;
}

const isOfOne = ({ single = false, streams }: Pick<RecordedStreams, 'single' | 'streams'>): boolean =>
  single || streams.size < 2;

/** The batches of records along an axis. */
export function batchAxis({ records, ...of }: RecordedStreams): HeatAxis {
  const names = records.map(({ position, batch }) =>
    isOfOne(of) ? String(batch + 1) : `${of.streams.get(position)} ${batch + 1}`,
  );
  return { label: texts.batch, names, marks: records.map(({ batch }) => String(batch + 1)) };
}

/** Axis along the lines of measures: batches of one stream, or the records of several. */
export const measureAxis = (of: RecordedStreams): string => (isOfOne(of) ? texts.batch : texts.recordNumber);

/** A measure and those that belong to it over the records, of all layers together. */
export function measureSeries({ records, ...of }: RecordedStreams, measure: LayerMeasure): ChartSeries[] {
  const x = records.map(({ batch }, i) => (isOfOne(of) ? batch + 1 : i + 1));
  return familyOf(measure).map((id, color) => ({
    ...{ id, name: texts.measures[id].label, color, x },
    y: records.map(({ whole }) => whole[id] ?? null),
  }));
}

/** Where streams begin among the records. */
export function recordBoundaries({ records, ...of }: RecordedStreams): ShiftBoundary[] {
  if (isOfOne(of)) return [];
  return records.flatMap(({ position }, i) =>
    position === records[i - 1]?.position ? [] : [{ x: i + 1, label: of.streams.get(position) ?? '' }],
  );
}

/** Agreement of gradients and updates with the labels as lines over the entropy; none without labels. */
export function agreementSeries(records: readonly GradientRecord[]): ChartSeries[] {
  const agreement = agreementByEntropy(records);
  if (agreement.entropy.length === 0) return [];
  return (['gradient', 'update'] as const).map((id, color) => ({
    ...{ id, name: texts.groupSeries[id], color, x: agreement.entropy, y: agreement[id] },
  }));
}
