import type { Chart, ChartArea, Plugin } from 'chart.js';
import type { LinePlan, PlannedBand } from './line-plan.ts';
import type { Palette } from './palette.ts';
import { drawText, smallFont, strokeLine, type Pen } from './pen.ts';

/** Where data lies in the drawing. */
interface Frame {
  readonly area: ChartArea;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function frameOf(chart: Chart<'line'>): Frame {
  const [x, y] = [chart.scales.x!, chart.scales.y!];
  return {
    area: chart.chartArea,
    x: (value) => x.getPixelForValue(value),
    y: (value) => y.getPixelForValue(value),
  };
}

function drawBand(pen: Pen, { color, stretches }: PlannedBand, { x, y }: Frame): void {
  pen.fillStyle = color;
  for (const stretch of stretches) {
    pen.beginPath();
    stretch.forEach((point, index) => {
      if (index === 0) pen.moveTo(x(point.x), y(point.high));
      else pen.lineTo(x(point.x), y(point.high));
    });
    for (const point of stretch.toReversed()) pen.lineTo(x(point.x), y(point.low));
    pen.closePath();
    pen.fill();
  }
}

/** Thin lines where shifts start, named above the chart wherever the name fits. */
function drawBoundaries(pen: Pen, { boundaries, x: axis }: LinePlan, frame: Frame, palette: Palette): void {
  const { area } = frame;
  boundaries.forEach(({ x, label }, index) => {
    const next = boundaries[index + 1]?.x ?? axis.max;
    if (next <= axis.min || x >= axis.max) return;
    const left = Math.max(area.left, frame.x(x));
    const right = Math.min(area.right, frame.x(next));
    if (x > axis.min) {
      strokeLine(pen, [left, area.top - 12], [left, area.bottom], { color: palette.grid, width: 1 });
    }
    pen.save();
    pen.font = smallFont(palette);
    const { width } = pen.measureText(label);
    pen.restore();
    if (width + 6 > right - left) return;
    drawText(pen, label, left + 4, area.top - 4, { color: palette.label, font: smallFont(palette) });
  });
}

function drawReferences(pen: Pen, { references }: LinePlan, { area, y }: Frame): void {
  for (const { value, color } of references) {
    strokeLine(pen, [area.left, y(value)], [area.right, y(value)], { color, width: 1.25, dash: [5, 4] });
  }
}

function drawReferenceNames(pen: Pen, { references }: LinePlan, { area, y }: Frame, palette: Palette): void {
  let above = Infinity;
  for (const { value, label, color } of references.toSorted((a, b) => a.value - b.value)) {
    const stand = Math.min(y(value) - 5, above - 13);
    above = stand;
    const style = { color, font: smallFont(palette), align: 'right', halo: palette.surface } as const;
    drawText(pen, label, area.right - 4, Math.max(area.top + 10, stand), style);
  }
}

/** A dot where a line ends: the latest value of a run under way. */
function drawEnds(pen: Pen, { lines, x: axis }: LinePlan, { x, y }: Frame): void {
  const strong = lines.filter(({ faint }) => !faint);
  if (strong.length > 12) return;
  for (const { points, color } of strong) {
    const last = points.findLast((point) => point.y !== null);
    if (last === undefined || last.y === null || last.x > axis.max || last.x < axis.min) continue;
    pen.fillStyle = color;
    pen.beginPath();
    pen.arc(x(last.x), y(last.y), 2.5, 0, 2 * Math.PI);
    pen.fill();
  }
}

/** Draws what is not a line: bands, shift boundaries, references and ends. */
export function lineMarks(current: () => { plan: LinePlan; palette: Palette }): Plugin<'line'> {
  return {
    id: 'line-marks',
    beforeDatasetsDraw(chart) {
      const { plan, palette } = current();
      const frame = frameOf(chart);
      drawBoundaries(chart.ctx, plan, frame, palette);
      chart.ctx.save();
      chart.ctx.beginPath();
      chart.ctx.rect(frame.area.left, frame.area.top, frame.area.width, frame.area.height);
      chart.ctx.clip();
      for (const band of plan.bands) drawBand(chart.ctx, band, frame);
      chart.ctx.restore();
      drawReferences(chart.ctx, plan, frame);
    },
    afterDatasetsDraw(chart) {
      const { plan, palette } = current();
      const frame = frameOf(chart);
      drawEnds(chart.ctx, plan, frame);
      drawReferenceNames(chart.ctx, plan, frame, palette);
    },
  };
}
