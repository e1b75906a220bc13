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
/** How much of the surface is in a colour, for its first, second, … line. */
const tints = [0, 0.3, 0.15, 0.42] as const;

/** So much of a colour, as a share, on the surface. */
export function mixed(base: string, surface: string, share: number): string {
  return color(base).mix(color(surface), share).rgbString();
}

/** Look of a series: colours first, then the same colours lighter and dashed. */
export interface SeriesStyle {
  readonly color: string;
  readonly dash: readonly number[];
}

/** @param place in the order of series, from 0 */
export function styleOf({ series, surface }: Palette, place: number): SeriesStyle {
  const base = series[place % series.length]!;
  const round = Math.floor(place / series.length);
  const tint = tints[(round + Math.floor(round / dashes.length)) % tints.length]!;
  return {
    // From the fifth round on a dash comes with another tint.
    color: round === 0 ? base : mixed(base, surface, 1 - tint),
    dash: dashes[round % dashes.length]!,
  };
}

/** The colour with an opacity, `rgba(…)`. */
export function faded(value: string, opacity: number): string {
  return color(value).alpha(opacity).rgbString();
}
