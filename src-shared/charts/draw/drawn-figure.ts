import { singleFigure, type Figure, type FigureLayout, type LegendEntry } from '../export/figure.ts';
import type { Drawn } from './drawn.ts';
import type { Palette } from './palette.ts';

/** A painted chart as a figure of its own. */
export function drawnFigure(
  title: string,
  drawn: Drawn,
  entries: readonly LegendEntry[],
  palette: Palette,
  layout: FigureLayout,
): Figure {
  const legend = entries.length > 1 ? entries : [];
  return singleFigure({ title, palette, legend }, layout, { drawn });
}
