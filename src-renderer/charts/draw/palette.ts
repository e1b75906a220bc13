import { color } from 'chart.js/helpers';

/** Colours and font of a drawing, as canvas takes them. */
export interface Palette {
  readonly series: readonly string[];
  readonly grid: string;
  readonly axis: string;
  readonly label: string;
  readonly text: string;
  readonly reference: string;
  readonly surface: string;
  readonly font: string;
}

/** Makes a palette of the design tokens. */
export function paletteOf(token: (name: string) => string): Palette {
  const series: string[] = [];
  for (let next = token('--chart-1'); next !== ''; next = token(`--chart-${series.length + 1}`)) series.push(next);
  return {
    series,
    grid: token('--chart-grid'),
    axis: token('--chart-axis'),
    label: token('--chart-label'),
    text: token('--color-text'),
    reference: token('--chart-reference'),
    surface: token('--color-surface'),
    font: token('--font-body'),
  };
}

const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];

/** Look of a series: colours first, then the same colours dashed. */
export interface SeriesLook {
  readonly color: string;
  readonly dash: readonly number[];
}

/** @param place in the order of series, from 0 */
export function lookOf({ series }: Palette, place: number): SeriesLook {
  return {
    color: series[place % series.length]!,
    dash: dashes[Math.floor(place / series.length) % dashes.length]!,
  };
}

/** The colour with an opacity, `rgba(…)`. */
export function faded(value: string, opacity: number): string {
  return color(value).alpha(opacity).rgbString();
}
