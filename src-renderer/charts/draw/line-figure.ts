import type { Figure, LegendEntry } from '../export/figure.ts';
import { placeLegend } from '../export/figure.ts';
import { lineConfig } from './line-config.ts';
import type { LinePlan } from './line-plan.ts';
import type { Palette } from './palette.ts';

const width = 720;
const chartHeight = 360;

/** Room that a legend needs, with letters of usual width. */
export const estimateWidth = (text: string) => 6.8 * text.length;

/** Names of the lines at full strength. */
export function lineLegend({ lines }: LinePlan): LegendEntry[] {
  return lines.filter(({ faint }) => !faint).map(({ name, color, dash }) => ({ name, color, dash, kind: 'line' }));
}

/** A line chart as a figure of its own. */
export function lineFigure(title: string, plan: LinePlan, palette: Palette): Figure {
  const entries = lineLegend(plan);
  const legend = entries.length > 1 ? entries : [];
  const top = placeLegend(legend, width, estimateWidth).height;
  const current = () => ({ plan, palette });
  return {
    width,
    height: top + chartHeight + 8,
    palette,
    title,
    legend,
    parts: [{ x: 4, y: top, width: width - 16, height: chartHeight, config: lineConfig(current) }],
  };
}
