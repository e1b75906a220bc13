import { chartWords as texts } from '../words.ts';
import { singleFigure, type Figure, type FigureLayout, type LegendEntry } from '../export/figure.ts';
import { barConfig } from './bar-config.ts';
import type { BarPlan } from './bar-plan.ts';
import type { Palette } from './palette.ts';

/** A bar chart as a figure of its own. */
export function barFigure(title: string, plan: BarPlan, palette: Palette, layout: FigureLayout): Figure {
  const entries = plan.bars.map(({ name, color }): LegendEntry => ({ name, color, dash: [], kind: 'bar' }));
  const published = plan.bars.some((bars) => bars.published.some((value) => value !== undefined));
  const mark: LegendEntry = { name: texts.published, color: palette.text, dash: [], kind: 'line' };
  const legend = published ? [...entries, mark] : entries.length > 1 ? entries : [];
  return singleFigure({ title, palette, legend }, layout, { config: barConfig(() => ({ plan, palette })), plan });
}
