import type { AccuracyWindow } from '../../src-shared/curves/accuracy.ts';

/**
 * Weight of the moving average at a position of the slider: 0 at 0, then ever finer towards 0.999 at 100, since from 0.9
 * to 0.99 is as large a step as from 0 to 0.9.
 */
export function smoothingAt(position: number): number {
  return Number((1 - 10 ** ((-3 * position) / 100)).toFixed(5));
}

/** The position of a weight on the slider. */
export function smoothingPosition(weight: number): number {
  return Math.round((100 / 3) * Math.log10(1 / (1 - Math.min(0.999, weight))));
}

const usual: readonly AccuracyWindow[] = [
  { size: 1, unit: 'batches' },
  { size: 5, unit: 'batches' },
  { size: 20, unit: 'batches' },
  { size: 50, unit: 'batches' },
  { size: 500, unit: 'images' },
  { size: 2000, unit: 'images' },
  { size: 5000, unit: 'images' },
];

/** A window as one word, e.g. `20 batches`. */
export const windowValue = ({ size, unit }: AccuracyWindow) => `${size} ${unit}`;

/** The window of such a word. */
export function windowOf(value: string): AccuracyWindow {
  const [size, unit] = value.split(' ');
  return { size: Number(size), unit: unit === 'images' ? 'images' : 'batches' };
}

/** The windows to choose from, the present one among them. */
export function windowChoices(present: AccuracyWindow): AccuracyWindow[] {
  const known = usual.some((window) => windowValue(window) === windowValue(present));
  return known ? [...usual] : [present, ...usual];
}
