import { createHash } from 'node:crypto';
import { LabError } from '../../src-shared/errors.ts';
import type { Shift, StreamSettings } from '../../src-shared/run-config.ts';
import { permutation, seeded } from '../../src-shared/random.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import { dirichletOrder, sortedByLabel } from './label-runs.ts';
import { drawsPerTurn, labelShifted, labelShiftedAgain } from './label-shift.ts';

/** One image of a stream: which one, and what is done to it. */
export interface Sample {
  /** Index into its dataset. */
  readonly index: number;
  readonly shift: Shift;
  /** It is an image of no known class, of another dataset. */
  readonly outlier?: true;
}

/** Images that follow one another in a dataset. */
export interface ImageRange {
  readonly first: number;
  readonly count: number;
}

export interface PlanOptions extends Partial<StreamSettings> {
  readonly shifts: readonly Shift[];
  /** Images per shift; null for all. */
  readonly images: number | null;
  readonly seed: number;
  readonly limit?: number;
  readonly orderSeed?: number;
  /** Images of each shift in their order, instead of drawn ones; `images` are then the first of them. */
  readonly listed?: Int32Array;
  /** The images of a shift where each has its own; all by default. */
  readonly rangeOf?: (shift: Shift) => ImageRange;
  /** Label of an image; without it labels are evenly mixed, whatever the settings say. */
  readonly labelOf?: (index: number) => number;
}

const subsetDraw = 1;
const limitDraw = 2;
const orderDraw = 3;
const imbalanceDraw = 4;
const dirichletDraw = 5;
const outlierDraw = 6;
const placeDraw = 7;

/**
 * The samples of a stream in their order: a seeded subset of the `count` images under each shift, shuffled together.
 * @throws LabError `bad-option` when more images are asked for than there are.
 */
export function planSamples(count: number, options: PlanOptions): Sample[] {
  const { shifts, images, seed, limit, orderSeed = seed, labelOf } = options;
  if (count === 0 || shifts.length === 0) return [];
  const rangeOf = options.rangeOf ?? (() => ({ first: 0, count }));
  if (options.listed) return listedSamples(options.listed, { ...options, rangeOf });
  if (labelOf && options.replacement && options.imbalanceRatio) {
    return samplesDrawnAgain(labelOf, options.imbalanceRatio, { ...options, rangeOf });
  }
  let samples = drawn(shifts, images, seed, rangeOf);
  if (limit !== undefined && limit > samples.length) {
    throw new LabError('bad-option', `${limit} samples are asked for, but the stream has ${samples.length}.`);
  }
  if (limit !== undefined) samples = shuffled(samples, seed, limitDraw).slice(0, limit);
  const order = shuffled(samples, orderSeed, orderDraw);
  return labelOf ? arranged(order, ({ index }) => labelOf(index), options, orderSeed) : order;
}

type RangeOf = NonNullable<PlanOptions['rangeOf']>;

/** A seeded subset of the images under each shift: the same ones where all shifts have the same. */
function drawn(shifts: readonly Shift[], images: number | null, seed: number, rangeOf: RangeOf): Sample[] {
  const chosen = new Map<number, Int32Array>();
  return shifts.flatMap((shift) => {
    const { first, count } = rangeOf(shift);
    if (images !== null && images > count) {
      const of = first === 0 && shifts.length === 1 ? 'the dataset' : shiftName(shift);
      throw new LabError('bad-option', `${images} images are asked for, but ${of} has ${count}.`);
    }
    const places = chosen.get(count) ?? permutation(count, seeded(seed, subsetDraw)).slice(0, images ?? count);
    chosen.set(count, places);
    return Array.from(places, (place) => ({ index: first + place, shift }));
  });
}

/** @throws LabError `bad-option` when more images are asked for than are listed */
function listedSamples(
  order: Int32Array,
  { shifts, images, rangeOf }: PlanOptions & { readonly rangeOf: RangeOf },
): Sample[] {
  return shifts.flatMap((shift) => {
    const { first, count } = rangeOf(shift);
    const own = order.filter((index) => index >= first && index < first + count);
    if (images !== null && images > own.length) {
      throw new LabError('bad-option', `${images} images are asked for, but the order file lists ${own.length}.`);
    }
    return Array.from(own.slice(0, images ?? own.length), (index) => ({ index, shift }));
  });
}

/** The first of those that label shift draws with replacement. @throws LabError `bad-option` for more than it draws */
function samplesDrawnAgain(
  labelOf: (index: number) => number,
  ratio: number,
  { shifts, images, seed, orderSeed = seed, rangeOf }: PlanOptions & { readonly rangeOf: RangeOf },
): Sample[] {
  const all = shifts.flatMap((shift) => {
    const { first, count } = rangeOf(shift);
    return Array.from({ length: count }, (_, place) => ({ index: first + place, shift }));
  });
  const law = { ratio, draws: drawsPerTurn * shifts.length };
  const again = labelShiftedAgain(all, ({ index }) => labelOf(index), law, seeded(orderSeed, imbalanceDraw));
  if (images !== null && images * shifts.length > again.length) {
    throw new LabError(
      'bad-option',
      `${images} images are asked for, but label shift with replacement draws ${again.length / shifts.length}.`,
      `It draws ${drawsPerTurn} for each class; ask for fewer, or for all.`,
    );
  }
  // Each draw is a sample of its own, although its image may have come before.
  return again.slice(0, images === null ? undefined : images * shifts.length).map((sample) => ({ ...sample }));
}

/** Shuffled samples in the order that settings want their labels in. */
function arranged(
  samples: Sample[],
  labelOf: (sample: Sample) => number,
  { imbalanceRatio = null, labelOrder = 'shuffled', concentration = 1 }: Partial<StreamSettings>,
  seed: number,
): Sample[] {
  if (imbalanceRatio !== null) {
    return labelShifted(samples, labelOf, imbalanceRatio, seeded(seed, imbalanceDraw));
  }
  switch (labelOrder) {
    case 'shuffled':
      return samples;
    case 'sorted':
      return sortedByLabel(samples, labelOf);
    case 'dirichlet':
      return dirichletOrder(samples, labelOf, concentration, seeded(seed, dirichletDraw));
  }
}

function shuffled(samples: readonly Sample[], seed: number, draw: number): Sample[] {
  return Array.from(permutation(samples.length, seeded(seed, draw)), (position) => samples[position]!);
}

/**
 * Samples with images of another dataset among them, of which they then are the share `rate`: drawn by the seed, none again
 * before all were, at places uniform over the stream, under shifts as they occur in it. The samples keep their order.
 * @param available images of the other dataset
 */
export function withOutliers(
  samples: readonly Sample[],
  available: number,
  { rate, seed }: { readonly rate: number; readonly seed: number },
): Sample[] {
  const count = available === 0 ? 0 : Math.round((samples.length * rate) / (1 - rate));
  const random = seeded(seed, outlierDraw);
  const outliers: Sample[] = [];
  while (outliers.length < count) {
    for (const index of permutation(available, random).slice(0, count - outliers.length)) {
      outliers.push({ index, shift: samples[Math.floor(random() * samples.length)]!.shift, outlier: true });
    }
  }
  const total = samples.length + count;
  const places = new Set(permutation(total, seeded(seed, placeDraw)).slice(0, count));
  const [known, others] = [samples.values(), outliers.values()];
  return Array.from({ length: total }, (_, place) => (places.has(place) ? others : known).next().value!);
}

/** SHA-256 over the ordered samples: dataset, image, label, corruption and severity, hex. */
export function fingerprintSamples(
  dataset: string,
  samples: readonly Sample[],
  describe: (sample: Sample) => { id: string; label: number },
): string {
  const hash = createHash('sha256').update(`${dataset}\n`);
  for (const sample of samples) {
    const { shift } = sample;
    const { id, label } = describe(sample);
    hash.update(`${id}\t${label}\t${shift.corruption}\t${shift.severity}\n`);
  }
  return hash.digest('hex');
}
