import { meanOfKnown } from '../../../src-shared/run-figures.ts';
import { layerMeasures, type GradientRecord, type LayerMeasure } from '../../../src-shared/gradient-records.ts';
import type { HeatScale } from '../../../src-shared/charts/types.ts';

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
