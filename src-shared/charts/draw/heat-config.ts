import type { Plugin } from 'chart.js';
import { placeLegend, type Figure, type FigureLayout } from '../export/figure.ts';
import { xScale, yScale } from './axes.ts';
import type { HeatPlan } from './heat-plan.ts';
import type { LineConfig } from './line-config.ts';
import { estimateWidth } from './line-figure.ts';
import type { Palette } from './palette.ts';
import { drawText, smallFont } from './pen.ts';

export interface HeatDrawing {
  readonly plan: HeatPlan;
  readonly palette: Palette;
}

/** Room for the colours and what they mean, at the right. */
const scaleRoom = 72;
const scaleWidth = 10;

/** Cells, and the colours with the values of their ends. */
function heatMarks(current: () => HeatDrawing): Plugin<'line'> {
  return {
    id: 'heat-marks',
    beforeDatasetsDraw(chart) {
      const { plan, palette } = current();
      const { ctx, chartArea } = chart;
      const edge = (axis: 'x' | 'y', value: number): number => Math.round(chart.scales[axis]!.getPixelForValue(value));
      for (const { color, runs } of plan.cells) {
        ctx.fillStyle = color;
        ctx.beginPath();
        for (const { row, from, to } of runs) {
          const [left, top] = [edge('x', from - 0.5), edge('y', row + 0.5)];
          ctx.rect(left, top, edge('x', to + 0.5) - left, edge('y', row - 0.5) - top);
        }
        ctx.fill();
      }
      const { colors, low, high } = plan.scale;
      const height = (chartArea.bottom - chartArea.top) / colors.length;
      const left = chartArea.right + 10;
      colors.forEach((color, i) => {
        ctx.fillStyle = color;
        ctx.fillRect(left, chartArea.bottom - (i + 1) * height, scaleWidth, height + 0.5);
      });
      const style = { color: palette.label, font: smallFont(palette) };
      drawText(ctx, high, left + scaleWidth + 4, chartArea.top + 9, style);
      drawText(ctx, low, left + scaleWidth + 4, chartArea.bottom, style);
    },
  };
}

/** Options for what is drawn now. */
export function heatOptions(current: () => HeatDrawing): NonNullable<LineConfig['options']> {
  const { palette } = current();
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 8, right: scaleRoom, bottom: 0, left: 0 } },
    scales: {
      x: xScale(() => current().plan.x, palette),
      y: yScale(() => current().plan.y, palette, 40),
    },
  };
}

/** A heat map as chart.js draws it: a chart without lines. */
export function heatConfig(current: () => HeatDrawing): LineConfig {
  return { type: 'line', data: { datasets: [] }, options: heatOptions(current), plugins: [heatMarks(current)] };
}

/** A heat map as a figure of its own. */
export function heatFigure(title: string, plan: HeatPlan, palette: Palette, layout: FigureLayout): Figure {
  const { width, chartHeight, untitled } = layout;
  const top = placeLegend([], width, estimateWidth, untitled).height;
  const config = heatConfig(() => ({ plan, palette }));
  const part = { x: 4, y: top, width: Math.floor(width - 16), height: chartHeight, config, plan };
  return { width, height: top + chartHeight + 8, palette, title, untitled, legend: [], parts: [part] };
}
