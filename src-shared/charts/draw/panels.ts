import { ticksWithin, type AxisTicks } from '../../curves/ticks.ts';
import { chartWords as texts } from '../words.ts';
import { placeLegend, type Figure, type FigureLayout, type FigurePart, type LegendEntry } from '../export/figure.ts';
import type { MultiplesPanel, ValueFormat, XRange } from '../types.ts';
import { lineConfig } from './line-config.ts';
import { dashAt, withDashes } from './line-figure.ts';
import { planLines, xRangeOf, yAxisOf, yRangeOf, type LinePlan } from './line-plan.ts';
import { styleOf, type Palette } from './palette.ts';

/** The axes that all panels share. */
export interface SharedAxes {
  readonly x: XRange;
  readonly y: AxisTicks;
}

/** Axes that hold the lines of all panels. */
export function sharedAxes(panels: readonly MultiplesPanel[], format: ValueFormat): SharedAxes {
  const series = panels.flatMap((panel) => panel.series);
  const x = xRangeOf(series, null, { xStart: 0 });
  const references = panels.flatMap(({ references = [] }) => references);
  return { x, y: yAxisOf(yRangeOf(series, x), references, format, 3) };
}

export interface PanelStyle {
  readonly palette: Palette;
  readonly xFormat: ValueFormat;
  readonly format: ValueFormat;
  readonly emphasis?: string | undefined;
}

/** Plan of a small chart: marks at the ends of the x axis and in the middle, no names of axes. */
export function planPanel(panel: MultiplesPanel, axes: SharedAxes, style: PanelStyle): LinePlan {
  return planLines({
    ...style,
    series: panel.series,
    view: axes.x,
    yAxis: axes.y,
    xLabel: '',
    yLabel: '',
    references: (panel.references ?? []).map((reference) => ({ ...reference, label: '' })),
    boundaries: [],
    ticks: [ticksWithin(axes.x.min, axes.x.max, 3).ticks.length > 3 ? 2 : 3, 4],
    points: 1600,
  });
}

const mostColumns = 5;
const leastCell = 126;
const gap = 4;

/** All panels as one figure, five in a row at most, with the names of the axes once. */
export function panelsFigure(
  title: string,
  panels: readonly MultiplesPanel[],
  style: PanelStyle & { readonly xLabel: string; readonly yLabel: string },
  { width, dashes, untitled }: FigureLayout,
): Figure {
  const { palette } = style;
  const runs = new Map(panels.flatMap(({ series }) => series.map((one) => [one.id, one] as const)));
  const entries = [...runs.values()].map(({ name, color: place }, index): LegendEntry => {
    const { color, dash } = styleOf(palette, place);
    return { name, color, dash: dashes ? dashAt(index, dash) : dash, kind: 'line' };
  });
  const legend = entries.length > 1 ? entries : [];
  const room = width - 16;
  const columns = Math.max(1, Math.min(mostColumns, panels.length, Math.floor(room / (leastCell + gap))));
  const cellWidth = Math.floor(room / columns) - gap;
  const cell = { width: cellWidth, height: Math.round(Math.min(0.75 * cellWidth, 150)) };
  const top = placeLegend(legend, width, untitled).height + 12;
  const axes = sharedAxes(panels, style.format);
  const parts = panels.map((panel, index): FigurePart => {
    const planned = planPanel(panel, axes, style);
    const plan = dashes ? withDashes(planned, [...runs.keys()]) : planned;
    return {
      x: 8 + (index % columns) * (cell.width + gap),
      y: top + Math.floor(index / columns) * (cell.height + 18),
      ...cell,
      title: panel.title,
      config: lineConfig(() => ({ plan, palette, compact: true })),
      plan,
    };
  });
  const height = top + Math.ceil(panels.length / columns) * (cell.height + 18) + 14;
  return { width, height, palette, title, untitled, legend, parts, footer: texts.over(style.yLabel, style.xLabel) };
}
