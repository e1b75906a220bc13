import type { Figure, FigureLayout, LegendEntry } from '../export/figure.ts';
import { placeLegend } from '../export/figure.ts';
import { lineConfig } from './line-config.ts';
import type { LinePlan } from './line-plan.ts';
import type { Palette } from './palette.ts';

const onScreen: FigureLayout = { width: 720, chartHeight: 360, dashes: false };

/** Strokes and gaps that are told apart without colours; the first line has none. */
const patterns: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 2, 1, 2, 1, 2]];

/** The plan with a dash for each line that has none, in turn. */
const withDashes = (plan: LinePlan): LinePlan => ({
  ...plan,
  lines: plan.lines.map((line, index) =>
    line.faint || line.dash.length > 0 ? line : { ...line, dash: patterns[index % patterns.length]! },
  ),
});

/** Room that a legend needs, with letters of usual width. */
export const estimateWidth = (text: string) => 6.8 * text.length;

/** Names of the lines at full strength. */
export function lineLegend({ lines }: LinePlan): LegendEntry[] {
  return lines.filter(({ faint }) => !faint).map(({ name, color, dash }) => ({ name, color, dash, kind: 'line' }));
}

/** A line chart as a figure of its own. */
export function lineFigure(title: string, planned: LinePlan, palette: Palette, layout = onScreen): Figure {
  const { width, chartHeight, dashes } = layout;
  const plan = dashes ? withDashes(planned) : planned;
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
