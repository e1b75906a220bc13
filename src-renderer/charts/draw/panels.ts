import { ticksWithin, type AxisTicks } from '../../../src-shared/curves/ticks.ts';
import { charts as texts } from '../../texts/charts.ts';
import { placeLegend, type Figure, type FigurePart, type LegendEntry } from '../export/figure.ts';
import type { ReferenceLine, ValueFormat, XRange } from '../types.ts';
import { lineConfig } from './line-config.ts';
import { estimateWidth } from './line-figure.ts';
import { planLines, xRangeOf, yAxisOf, yRangeOf, type LinePlan } from './line-plan.ts';
import { lookOf, type Palette } from './palette.ts';
import type { PreparedSeries } from './prepare.ts';

/** A small chart with its lines prepared. */
export interface PreparedPanel {
  readonly id: string;
  readonly title: string;
  readonly series: readonly PreparedSeries[];
  readonly references: readonly ReferenceLine[];
}

/** The axes that all panels share. */
export interface SharedAxes {
  readonly x: XRange;
  readonly y: AxisTicks;
}

/** Axes that hold the lines of all panels. */
export function sharedAxes(panels: readonly PreparedPanel[], format: ValueFormat): SharedAxes {
  const series = panels.flatMap((panel) => panel.series);
  const x = xRangeOf(series, null, { xStart: 0 });
  const references = panels.flatMap((panel) => panel.references);
  return { x, y: yAxisOf(yRangeOf(series, x), references, format, 3) };
}

export interface PanelStyle {
  readonly palette: Palette;
  readonly xFormat: ValueFormat;
  readonly format: ValueFormat;
  readonly emphasis?: string | undefined;
}

/** Plan of a small chart: marks at the ends of the x axis and in the middle, no names of axes. */
export function planPanel(panel: PreparedPanel, axes: SharedAxes, style: PanelStyle): LinePlan {
  return planLines({
    ...style,
    series: panel.series,
    view: axes.x,
    yAxis: axes.y,
    xLabel: '',
    yLabel: '',
    references: panel.references.map((reference) => ({ ...reference, label: '' })),
    boundaries: [],
    ticks: [ticksWithin(axes.x.min, axes.x.max, 3).ticks.length > 3 ? 2 : 3, 4],
    points: 1600,
  });
}

const columns = 5;
const cell = { width: 172, height: 128 } as const;

/** All panels as one figure, five in a row, with the names of the axes once. */
export function panelsFigure(
  title: string,
  panels: readonly PreparedPanel[],
  style: PanelStyle & { readonly xLabel: string; readonly yLabel: string },
): Figure {
  const { palette } = style;
  const runs = new Map(panels.flatMap(({ series }) => series.map((one) => [one.id, one] as const)));
  const entries = [...runs.values()].map(({ name, place }): LegendEntry => ({
    name,
    ...lookOf(palette, place),
    kind: 'line',
  }));
  const legend = entries.length > 1 ? entries : [];
  const used = Math.min(columns, Math.max(1, panels.length));
  const width = Math.max(420, used * (cell.width + 4) + 16);
  const top = placeLegend(legend, width, estimateWidth).height + 12;
  const axes = sharedAxes(panels, style.format);
  const parts = panels.map((panel, index): FigurePart => {
    const plan = planPanel(panel, axes, style);
    return {
      x: 8 + (index % columns) * (cell.width + 4),
      y: top + Math.floor(index / columns) * (cell.height + 18),
      ...cell,
      title: panel.title,
      config: lineConfig(() => ({ plan, palette, compact: true })),
    };
  });
  const height = top + Math.ceil(panels.length / columns) * (cell.height + 18) + 14;
  return { width, height, palette, title, legend, parts, footer: texts.over(style.yLabel, style.xLabel) };
}
