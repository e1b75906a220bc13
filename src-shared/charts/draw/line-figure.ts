import { singleFigure, type Figure, type FigureLayout, type LegendEntry } from '../export/figure.ts';
import { lineConfig } from './line-config.ts';
import type { LinePlan } from './line-plan.ts';
import type { Palette } from './palette.ts';

/** Strokes and gaps that are distinguishable without colours; the first line has none. */
const patterns: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 2, 1, 2, 1, 2]];

/** The dash of a line that has none of its own, by its place in the legend. */
export const dashAt = (place: number, own: readonly number[]): readonly number[] =>
  own.length > 0 ? own : patterns[place % patterns.length]!;

/** The plan with a dash for each line that has none, in turn, or in the order of `ids`. */
export function withDashes(plan: LinePlan, ids?: readonly string[]): LinePlan {
  const order = ids ?? plan.lines.filter(({ faint }) => !faint).map(({ id }) => id);
  const lines = plan.lines.map((line) =>
    line.faint ? line : { ...line, dash: dashAt(order.indexOf(line.id), line.dash) },
  );
  return { ...plan, lines };
}

/** Names of the lines at full strength. */
function lineLegend({ lines }: LinePlan): LegendEntry[] {
  return lines.filter(({ faint }) => !faint).map(({ name, color, dash }) => ({ name, color, dash, kind: 'line' }));
}

/** A line chart as a figure of its own. */
export function lineFigure(title: string, planned: LinePlan, palette: Palette, layout: FigureLayout): Figure {
  const plan = layout.dashes ? withDashes(planned) : planned;
  const entries = lineLegend(plan);
  const legend = entries.length > 1 ? entries : [];
  return singleFigure({ title, palette, legend }, layout, { config: lineConfig(() => ({ plan, palette })), plan });
}
