import { color } from 'chart.js/helpers';
import type { Palette } from './palette.ts';

/** The colour of a share of 1: from near the surface to the first colour of the palette, darker or lighter beyond. */
export function rampColor({ series, surface, text }: Palette, share: number): string {
  const [low, high] = [color(surface), color(series[0]!)];
  const at = Math.min(1, Math.max(0, share));
  if (at <= 0.75) return high.mix(low, 0.1 + (0.9 * at) / 0.75).rgbString();
  return color(text)
    .mix(color(series[0]!), ((at - 0.75) / 0.25) * 0.55)
    .rgbString();
}

/** Shares of values between their ends, 1 for the best. */
export function sharesOf(values: readonly number[], higherIsBetter: boolean): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return (value) => {
    const share = high > low ? (value - low) / (high - low) : 1;
    return higherIsBetter ? share : 1 - share;
  };
}
