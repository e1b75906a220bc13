import { niceAxis } from '../../curves/ticks.ts';
import { tickTexts } from '../format.ts';
import type { BarCategory, BarSeries, ValueFormat } from '../types.ts';
import type { PlannedAxis } from './line-plan.ts';
import { faded, styleOf, type Palette } from './palette.ts';

export interface PlannedBars {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly std: readonly (number | undefined)[];
  readonly published: readonly (number | undefined)[];
}

/** Everything that is drawn of a bar chart. */
export interface BarPlan {
  readonly labels: readonly string[];
  readonly y: PlannedAxis;
  readonly bars: readonly PlannedBars[];
}

/** Decides everything about a drawing of bars. They stand on 0, or hang from it. */
export function planBars(input: {
  /** With their places in the palette; the visible ones. */
  readonly series: readonly (BarSeries & { readonly color: number })[];
  readonly categories: readonly BarCategory[];
  readonly palette: Palette;
  readonly yLabel: string;
  readonly format: ValueFormat;
  readonly ticks: number;
  readonly emphasis?: string | undefined;
}): BarPlan {
  const { series, categories, palette, format, emphasis } = input;
  const tops = series.flatMap(({ values, std, published }) =>
    categories.flatMap(({ id }) => [(values[id] ?? 0) + (std?.[id] ?? 0), published?.[id] ?? 0]),
  );
  // Values that can't be below 0 have no mark of their deviation there.
  const bottoms = series.flatMap(({ values, std }) =>
    categories.map(({ id }) => {
      const value = values[id] ?? 0;
      return value < 0 || format === 'points' ? value - (std?.[id] ?? 0) : value;
    }),
  );
  const percent = format === 'percent';
  const low = Math.min(0, ...bottoms);
  const least = { percent: 0.1, points: 0.01 }[format as string] ?? 0;
  const bounds = [low < 0 ? -Infinity : 0, percent ? 1 : Infinity] as const;
  const nothing = series.every(({ values }) => categories.every(({ id }) => values[id] === undefined));
  const axis = nothing
    ? { min: 0, max: 1, ticks: [] }
    : niceAxis(low, Math.max(0, ...tops), { count: input.ticks, bounds, least });
  return {
    labels: categories.map(({ label }) => label),
    y: { ...axis, label: input.yLabel, texts: tickTexts(axis.ticks, format), format },
    bars: series.map(({ id, name, color, values, std, published }) => ({
      id,
      name,
      color:
        emphasis === undefined || emphasis === id
          ? styleOf(palette, color).color
          : faded(styleOf(palette, color).color, 0.2),
      values: categories.map((category) => values[category.id] ?? null),
      std: categories.map((category) => std?.[category.id]),
      published: categories.map((category) => published?.[category.id]),
    })),
  };
}
