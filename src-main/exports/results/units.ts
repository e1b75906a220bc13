import { LabError } from '../../../src-shared/errors.ts';
import type { resultUnits } from '../../../src-shared/external-run.ts';

export type ResultUnit = (typeof resultUnits)[number];

/** A number that was read, and where, for messages: `line 3 of results.csv`. */
export interface ReadNumber {
  readonly value: number;
  readonly where: string;
  /** A percent sign stands behind it. */
  readonly percent: boolean;
}

/**
 * Reads a number, with a percent sign or without.
 * @throws LabError `bad-input` for anything else, NaN and infinity included
 */
export function readValue(text: string, where: string, decimalComma = false): ReadNumber {
  const plain = text.replace(/\s*%$/, '');
  const dotted = decimalComma ? plain.replace(',', '.') : plain;
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(dotted);
  if (isNumber) return { value: Number(dotted), where, percent: plain !== text };
  throw new LabError(
    'bad-input',
    `'${text}' is no number (${where}).`,
    'Each result needs one; leave lines without a result out.',
  );
}

/** @throws LabError `bad-input` where values could be either */
function guessUnit(values: readonly ReadNumber[]): 'percent' | 'fraction' {
  if (values.some(({ percent }) => percent)) return 'percent';
  const above = values.find(({ value }) => value > 1);
  if (!above) return 'fraction';
  const below = values.find(({ value }) => value > 0 && value <= 1);
  if (!below) return 'percent';
  throw new LabError(
    'bad-input',
    `${above.value} (${above.where}) is in percent, but ${below.value} (${below.where}) may be a fraction.`,
    'State whether all are in percent or fractions.',
  );
}

/**
 * Brings values to percent.
 * @returns by value, in their order
 * @throws LabError `bad-input` for values that lie outside of 0 to 100 %, and where nothing says whether they are fractions
 */
export function inPercent(values: readonly ReadNumber[], unit: ResultUnit): number[] {
  const sure = unit === 'auto' ? guessUnit(values) : unit;
  const most = sure === 'percent' ? 100 : 1;
  const outside = values.find(({ value }) => value < 0 || value > most);
  if (outside) {
    const range = sure === 'percent' ? '0 and 100 %' : '0 and 1';
    throw new LabError('bad-input', `${outside.value} is not between ${range} (${outside.where}).`);
  }
  return values.map(({ value }) => (sure === 'percent' ? value : 100 * value));
}
