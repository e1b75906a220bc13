import { placeLegend, type Figure, type FigureLayout, type LegendEntry } from '../export/figure.ts';
import { estimateWidth } from './line-figure.ts';
import type { Drawn } from './drawn.ts';
import type { Palette } from './palette.ts';

/** A painted chart as a figure of its own. */
export function drawnFigure(
  title: string,
  drawn: Drawn,
  entries: readonly LegendEntry[],
  palette: Palette,
  { width, chartHeight, untitled }: FigureLayout,
): Figure {
  const legend = entries.length > 1 ? entries : [];
  const top = placeLegend(legend, width, estimateWidth, untitled).height;
  const part = { x: 4, y: top, width: Math.floor(width - 16), height: chartHeight, drawn };
  return { width, height: top + chartHeight + 8, palette, title, untitled, legend, parts: [], painted: [part] };
}
