import { createHash } from 'node:crypto';
import { LabError } from '../../src-shared/errors.ts';
import type { Shift } from '../../src-shared/run-config.ts';
import { permutation, seeded } from '../../src-shared/random.ts';
import { labelShifted } from './label-shift.ts';

/** One image of a stream: which one, and what is done to it. */
export interface Sample {
  /** Index into the dataset. */
  readonly index: number;
  readonly shift: Shift;
}

export interface PlanOptions {
  readonly shifts: readonly Shift[];
  /** Images per shift; null for all. */
  readonly images: number | null;
  readonly seed: number;
  readonly limit?: number;
  readonly orderSeed?: number;
  /** Shifts the labels over the stream, see `labelShifted`; evenly mixed by default. */
  readonly imbalance?: { readonly ratio: number; readonly labelOf: (index: number) => number };
}

const subsetDraw = 1;
const limitDraw = 2;
const orderDraw = 3;
const imbalanceDraw = 4;

/**
 * The samples of a stream in their order: a seeded subset of the `count` images under each shift, shuffled together.
 * @throws LabError `bad-option` when more images are asked for than there are.
 */
export function planSamples(count: number, options: PlanOptions): Sample[] {
  const { shifts, images, seed, limit, orderSeed = seed, imbalance } = options;
  if (count === 0 || shifts.length === 0) return [];
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
  if (!imbalance) return order;
  const labelOf = ({ index }: Sample): number => imbalance.labelOf(index);
  return labelShifted(order, labelOf, imbalance.ratio, seeded(orderSeed, imbalanceDraw));
}

function shuffled(samples: readonly Sample[], seed: number, draw: number): Sample[] {
  return Array.from(permutation(samples.length, seeded(seed, draw)), (position) => samples[position]!);
}

/** `gaussian_noise/5`, or `clean`. */
export function shiftName({ corruption, severity }: Shift): string {
  return severity === 0 ? corruption : `${corruption}/${severity}`;
}

/** The shift's name where there is one, else `mixed`. */
export function streamName(shifts: readonly Shift[]): string {
  return shifts.length === 1 ? shiftName(shifts[0]!) : 'mixed';
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
