import type { CorruptionName, Severity } from '../../../src-shared/corruptions.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { RgbImage } from '../image.ts';
import type { CorruptionParameters, StrengthTable } from './parameters.ts';
import { createRandomStream } from './random.ts';
import type { RandomStream } from './random.ts';
import { corruptions } from './corruption-registry.ts';

export interface CorruptOptions {
  /** Strength of each severity. */
  readonly table: StrengthTable;
  /** Seed of the whole corrupted dataset, a non-negative integer. */
  readonly seed: number;
  /** Position of the image in its dataset, a non-negative integer. */
  readonly index: number;
}

/**
 * A corrupted copy of an image. All randomness comes from (seed, index, name, severity), so that the result does not
 * depend on what else was corrupted, in which order or on which thread.
 *
 * @throws LabError `bad-option` for a severity outside 1..5 or a seed or index that is not a non-negative integer
 */
export async function corrupt(
  image: RgbImage,
  name: CorruptionName,
  severity: Severity,
  { table, seed, index }: CorruptOptions,
): Promise<RgbImage> {
  requireNatural('seed', seed);
  requireNatural('index', index);
  return apply(image, name, severity, table[name], createRandomStream(seed, index, name, severity));
}

function apply<C extends CorruptionName>(
  image: RgbImage,
  name: C,
  severity: Severity,
  strengths: StrengthTable[C],
  random: RandomStream,
): RgbImage | Promise<RgbImage> {
  const parameters: CorruptionParameters[C] | undefined = strengths[severity - 1];
  if (!parameters) {
    throw new LabError('bad-option', `Severity ${severity} does not exist.`, 'Use a whole number from 1 to 5.');
  }
  return corruptions[name](image, parameters, random);
}

function requireNatural(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new LabError('bad-option', `The ${what} of a corruption must be a non-negative integer, not ${value}.`);
}
