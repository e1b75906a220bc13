import { createHash } from 'node:crypto';
import { LabError } from '../../src-shared/errors.ts';
import type { Shift, StreamSettings } from '../../src-shared/run-config.ts';
import { permutation, seeded } from '../../src-shared/random.ts';
import { dirichletOrder, sortedByLabel } from './label-runs.ts';
import { drawsPerTurn, labelShifted, labelShiftedAgain } from './label-shift.ts';

/** One image of a stream: which one, and what is done to it. */
export interface Sample {
  /** Index into the dataset. */
  readonly index: number;
  readonly shift: Shift;
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
  /** Label of an image; without it labels are evenly mixed, whatever the settings say. */
  readonly labelOf?: (index: number) => number;
}

const subsetDraw = 1;
const limitDraw = 2;
const orderDraw = 3;
const imbalanceDraw = 4;
const dirichletDraw = 5;

/**
 * The samples of a stream in their order: a seeded subset of the `count` images under each shift, shuffled together.
 * @throws LabError `bad-option` when more images are asked for than there are.
 */
export function planSamples(count: number, options: PlanOptions): Sample[] {
  const { shifts, images, seed, limit, orderSeed = seed, labelOf } = options;
  if (count === 0 || shifts.length === 0) return [];
  if (options.listed) return listedSamples(options.listed, options);
  if (labelOf && options.replacement && options.imbalanceRatio) {
    return samplesDrawnAgain(count, labelOf, options.imbalanceRatio, options);
  }
  if (images !== null && images > count) {
    throw new LabError('bad-option', `${images} images are asked for, but the dataset has ${count}.`);
  }
  const chosen = permutation(count, seeded(seed, subsetDraw)).slice(0, images ?? count);
  let samples = shifts.flatMap((shift) => Array.from(chosen, (index) => ({ index, shift })));
  if (limit !== undefined && limit > samples.length) {
    throw new LabError('bad-option', `${limit} samples are asked for, but the stream has ${samples.length}.`);
  }
  if (limit !== undefined) samples = shuffled(samples, seed, limitDraw).slice(0, limit);
  const order = shuffled(samples, orderSeed, orderDraw);
  return labelOf ? arranged(order, ({ index }) => labelOf(index), options, orderSeed) : order;
}

/** @throws LabError `bad-option` when more images are asked for than are listed */
function listedSamples(order: Int32Array, { shifts, images }: PlanOptions): Sample[] {
  if (images !== null && images > order.length) {
    throw new LabError('bad-option', `${images} images are asked for, but the order file lists ${order.length}.`);
  }
  const chosen = Array.from(order.slice(0, images ?? order.length));
  return shifts.flatMap((shift) => chosen.map((index) => ({ index, shift })));
}

/** The first of those that label shift draws with replacement. @throws LabError `bad-option` for more than it draws */
function samplesDrawnAgain(
  count: number,
  labelOf: (index: number) => number,
  ratio: number,
  { shifts, images, seed, orderSeed = seed }: PlanOptions,
): Sample[] {
  const all = shifts.flatMap((shift) => Array.from({ length: count }, (_, index) => ({ index, shift })));
  const law = { ratio, draws: drawsPerTurn * shifts.length };
  const drawn = labelShiftedAgain(all, ({ index }) => labelOf(index), law, seeded(orderSeed, imbalanceDraw));
  if (images !== null && images * shifts.length > drawn.length) {
    throw new LabError(
      'bad-option',
      `${images} images are asked for, but label shift with replacement draws ${drawn.length / shifts.length}.`,
      `It draws ${drawsPerTurn} for each class; ask for fewer, or for all.`,
    );
  }
  // Each draw is a sample of its own, although its image may have come before.
  return drawn.slice(0, images === null ? undefined : images * shifts.length).map((sample) => ({ ...sample }));
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

/** SHA-256 over the ordered samples: dataset, image, label, corruption and severity, hex. */
export function fingerprintSamples(
  dataset: string,
  samples: readonly Sample[],
  describe: (index: number) => { id: string; label: number },
): string {
  const hash = createHash('sha256').update(`${dataset}\n`);
  for (const { index, shift } of samples) {
    const { id, label } = describe(index);
    hash.update(`${id}\t${label}\t${shift.corruption}\t${shift.severity}\n`);
  }
  return hash.digest('hex');
}
