import type { Plugin } from 'chart.js';
import { singleFigure, type Figure, type FigureLayout } from '../export/figure.ts';
import { xScale, yScale } from './axes.ts';
import type { HeatPlan } from './heat-plan.ts';
import type { LineConfig } from './line-config.ts';
import type { Palette } from './palette.ts';
import { drawText, smallFont, type Pen } from './pen.ts';

export interface HeatDrawing {
  readonly plan: HeatPlan;
  readonly palette: Palette;
}

/** Room for the colours and what they mean, at the right. */
const scaleRoom = 72;
const scaleWidth = 10;

interface Frame {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Pixels of the middle of a column or row. */
  readonly x: (column: number) => number;
  readonly y: (row: number) => number;
}

function drawCells(pen: Pen, { cells }: HeatPlan, { x, y }: Frame): void {
  for (const { color, runs } of cells) {
    pen.fillStyle = color;
    pen.beginPath();
    for (const { row, from, to } of runs) {
      const [left, top] = [Math.round(x(from - 0.5)), Math.round(y(row + 0.5))];
      pen.rect(left, top, Math.round(x(to + 0.5)) - left, Math.round(y(row - 0.5)) - top);
    }
    pen.fill();
  }
}

/** The colours with the values of their ends. */
function drawScale(pen: Pen, { colors, low, high }: HeatPlan['scale'], frame: Frame, palette: Palette): void {
  const height = (frame.bottom - frame.top) / colors.length;
  const left = frame.right + 10;
  colors.forEach((color, i) => {
    pen.fillStyle = color;
    pen.fillRect(left, frame.bottom - (i + 1) * height, scaleWidth, height + 0.5);
  });
  const style = { color: palette.label, font: smallFont(palette) };
  drawText(pen, high, left + scaleWidth + 4, frame.top + 9, style);
  drawText(pen, low, left + scaleWidth + 4, frame.bottom, style);
}

function heatMarks(current: () => HeatDrawing): Plugin<'line'> {
  return {
    id: 'heat-marks',
    beforeDatasetsDraw(chart) {
      const { plan, palette } = current();
      const { top, right, bottom } = chart.chartArea;
      const [x, y] = [chart.scales.x!, chart.scales.y!];
      const frame = {
        ...{ top, right, bottom },
        x: (column: number) => x.getPixelForValue(column),
        y: (row: number) => y.getPixelForValue(row),
      };
      drawCells(chart.ctx, plan, frame);
      drawScale(chart.ctx, plan.scale, frame, palette);
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
  return singleFigure({ title, palette, legend: [] }, layout, { config: heatConfig(() => ({ plan, palette })), plan });
}
