import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { xScale, yScale } from './axes.ts';
import { lineMarks } from './line-marks.ts';
import type { LinePlan, PlannedLine } from './line-plan.ts';
import type { Palette } from './palette.ts';

type Points = PlannedLine['points'];
export type LineDataset = ChartDataset<'line', Points>;
export type LineConfig = ChartConfiguration<'line', Points>;

/** The current drawing; a chart on screen reads it each time, so that the function stays the same while the data changes. */
export interface LineDrawing {
  readonly plan: LinePlan;
  readonly palette: Palette;
  /** Less room around small charts. */
  readonly compact?: boolean;
}

const dotRadius = 2.5;

/** A point without neighbours makes no line: such a one is a dot. */
function radiiOf(points: Points): number | number[] {
  const isGap = (index: number): boolean => (points[index]?.y ?? null) === null;
  const alone = points.map(({ y }, index) => y !== null && isGap(index - 1) && isGap(index + 1));
  return alone.includes(true) ? alone.map((dot) => (dot ? dotRadius : 0)) : 0;
}

/** Look and points of a line as chart.js takes them. */
export function datasetOf({ name, points, color, width, dash, stepped }: PlannedLine): LineDataset {
  return {
    label: name,
    data: points,
    borderColor: color,
    borderWidth: width,
    borderDash: [...dash],
    borderJoinStyle: 'round',
    stepped,
    backgroundColor: color,
    pointRadius: radiiOf(points),
    pointBorderWidth: 0,
    pointHitRadius: 0,
    pointHoverRadius: 0,
  };
}

/** Options for what is drawn now. */
export function lineOptions(current: () => LineDrawing): NonNullable<LineConfig['options']> {
  const { plan, palette, compact = false } = current();
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    parsing: false,
    normalized: true,
    events: [],
    layout: {
      padding: { top: plan.boundaries.length > 0 ? 20 : compact ? 4 : 8, right: compact ? 6 : 10, bottom: 0, left: 0 },
    },
    scales: {
      x: xScale(() => current().plan.x, palette),
      y: yScale(() => current().plan.y, palette, compact ? 30 : 52),
    },
  };
}

/** A line chart of chart.js. */
export function lineConfig(current: () => LineDrawing): LineConfig {
  return {
    type: 'line',
    data: { datasets: current().plan.lines.map(datasetOf) },
    options: lineOptions(current),
    plugins: [lineMarks(current)],
  };
}
