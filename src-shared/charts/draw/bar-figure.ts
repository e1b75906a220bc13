import { chartWords as texts } from '../words.ts';
import { placeLegend, type Figure, type FigureLayout, type LegendEntry } from '../export/figure.ts';
import { barConfig } from './bar-config.ts';
import type { BarPlan } from './bar-plan.ts';
import { estimateWidth } from './line-figure.ts';
import type { Palette } from './palette.ts';

/** A bar chart as a figure of its own. */
export function barFigure(title: string, plan: BarPlan, palette: Palette, layout: FigureLayout): Figure {
  const { width, chartHeight, untitled } = layout;
  const entries = plan.bars.map(({ name, color }): LegendEntry => ({ name, color, dash: [], kind: 'bar' }));
  const published = plan.bars.some((bars) => bars.published.some((value) => value !== undefined));
  const mark: LegendEntry = { name: texts.published, color: palette.text, dash: [], kind: 'line' };
  const legend = published ? [...entries, mark] : entries.length > 1 ? entries : [];
  const top = placeLegend(legend, width, estimateWidth, untitled).height;
  const config = barConfig(() => ({ plan, palette }));
  const part = { x: 4, y: top, width: Math.floor(width - 16), height: chartHeight, config, plan };
  return { width, height: top + chartHeight + 8, palette, title, untitled, legend, parts: [part] };
}
