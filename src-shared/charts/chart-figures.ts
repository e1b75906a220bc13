import { barFigure } from './draw/bar-figure.ts';
import { planBars } from './draw/bar-plan.ts';
import { lineFigure } from './draw/line-figure.ts';
import { planLines, type LinePlanInput } from './draw/line-plan.ts';
import type { Palette } from './draw/palette.ts';
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
