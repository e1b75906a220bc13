import { formatPlain } from '../../../src-shared/format.ts';
import { optionProblem, type OptionBounds } from '../../../src-shared/option-specs.ts';

/** A number as a field shows it; empty for none. */
export const numberText = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? '' : formatPlain(value);

/** Typed text as a number; null for an empty field, undefined for what is no number. Commas count as points. */
export function parseNumber(text: string): number | null | undefined {
  const plain = text.trim().replace('−', '-').replace(',', '.');
  if (plain === '') return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** The next value up (`direction` 1) or down (−1), free of binary dust; the value itself where that is out of bounds. */
export function stepNumber(value: number | null, direction: 1 | -1, step: number, bounds: OptionBounds): number {
  const next = (value ?? bounds.exclusiveMinimum ?? bounds.minimum ?? 0) + direction * step;
  const clean = Number(next.toPrecision(12));
  return value === null || optionProblem(bounds, clean) === undefined ? clean : value;
}

/** A step that suits a value's size where none was given: 0.005 → 0.001, 64 → 1. */
export function naturalStep(value: number | null, integer: boolean): number {
  if (integer) return 1;
  const size = Math.abs(value ?? 0);
  return size === 0 ? 0.1 : 10 ** Math.floor(Math.log10(size));
}

/** The next of 1, 2, 5, 10, 20, 50 … times a power of ten, for values whose order of magnitude matters. */
export function stepLogarithmically(value: number | null, direction: 1 | -1, { maximum }: OptionBounds): number {
  const current = value !== null && value > 0 ? value : (maximum ?? 1) / 1000;
  const power = Math.floor(Math.log10(current) + 1e-9);
  const candidates = [power - 1, power, power + 1].flatMap((exponent) =>
    [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)),
  );
  const beyond = candidates.filter((candidate) =>
    direction === 1 ? candidate > current * (1 + 1e-9) : candidate < current * (1 - 1e-9),
  );
  const next = direction === 1 ? Math.min(...beyond) : Math.max(...beyond);
  return maximum === undefined ? next : Math.min(next, maximum);
}
