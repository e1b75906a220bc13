import { barFigure } from './draw/bar-figure.ts';
import { planBars } from './draw/bar-plan.ts';
import { drawnFigure } from './draw/drawn-figure.ts';
import type { Drawn } from './draw/drawn.ts';
import { heatFigure } from './draw/heat-config.ts';
import { planHeat } from './draw/heat-plan.ts';
import { lineFigure } from './draw/line-figure.ts';
import { planLines, type LinePlanInput } from './draw/line-plan.ts';
import { styleOf, type Palette } from './draw/palette.ts';
import { lightPalette } from './draw/palettes.ts';
import type { Figure, FigureLayout } from './export/figure.ts';

/** A chart as it is on a page; what a file decides by itself is left out. */
type Charted<Input> = Omit<Input, 'palette' | 'ticks' | 'points' | 'emphasis'>;

/** About the points of all lines together: more than print shows. */
const mostPoints = 80_000;

/** The figure of a line chart, in a file as on its page. */
export function lineChartFigure(
  title: string,
  input: Charted<LinePlanInput>,
  layout: FigureLayout,
  palette: Palette = lightPalette,
  points = mostPoints,
): Figure {
  const ticks = [Math.max(2, Math.floor(layout.width / 80)), 6] as const;
  return lineFigure(title, planLines({ ...input, palette, points, ticks }), palette, layout);
}

/** The figure of a bar chart, in a file as on its page. */
export function barChartFigure(
  title: string,
  input: Charted<Parameters<typeof planBars>[0]>,
  layout: FigureLayout,
  palette: Palette = lightPalette,
): Figure {
  return barFigure(title, planBars({ ...input, palette, ticks: 6 }), palette, layout);
}

/** The figure of a heat map, in a file as on its page. */
export function heatChartFigure(
  title: string,
  input: Charted<Parameters<typeof planHeat>[0]>,
  layout: FigureLayout,
  palette: Palette = lightPalette,
): Figure {
  const ticks = [Math.floor(layout.width / 70), Math.floor(layout.chartHeight / 12)] as const;
  return heatFigure(title, planHeat({ ...input, palette, ticks }), palette, layout);
}

/** A painted chart, and what its colours stand for, by place in the palette. */
export interface DrawnChart {
  readonly drawn: Drawn;
  readonly legend: readonly { readonly name: string; readonly place: number }[];
}

/** The figure of a painted chart, in a file as on its page. */
export function drawnChartFigure(
  title: string,
  { drawn, legend }: DrawnChart,
  layout: FigureLayout,
  palette: Palette = lightPalette,
): Figure {
  const entries = legend.map(({ name, place }) => ({ name, ...styleOf(palette, place), kind: 'line' as const }));
  return drawnFigure(title, drawn, entries, palette, layout);
}
