import type { Scale, ScaleOptions } from 'chart.js';
import type { PlannedAxis } from './line-plan.ts';
import type { Palette } from './palette.ts';

type LinearOptions = ScaleOptions<'linear'>;

/** Sizes of the lettering, in CSS pixels. */
export const lettering = { tick: 11, title: 11, caption: 14, legend: 12 } as const;

const fontOf = (palette: Palette, size: number) => ({ family: palette.font, size });

const titleOf = (text: string, palette: Palette) => ({
  display: text !== '',
  text,
  color: palette.label,
  font: fontOf(palette, lettering.title),
  padding: 2,
});

/** The marks of a plan instead of the scale's own. */
const plannedTicks = (axis: () => PlannedAxis) => ({
  afterBuildTicks: (scale: Pick<Scale, 'ticks'>) => {
    scale.ticks = axis().ticks.map((value) => ({ value }));
  },
  callback: (_value: string | number, index: number) => axis().texts[index] ?? '',
});

/** Horizontal axis: a line with marks, no grid. */
export function xScale(axis: () => PlannedAxis, palette: Palette): LinearOptions {
  const { afterBuildTicks, callback } = plannedTicks(axis);
  return {
    type: 'linear',
    min: axis().min,
    max: axis().max,
    afterBuildTicks,
    border: { color: palette.axis },
    grid: { drawOnChartArea: false, tickLength: 4, tickColor: palette.axis },
    ticks: {
      autoSkip: false,
      maxRotation: 0,
      color: palette.label,
      font: fontOf(palette, lettering.tick),
      padding: 2,
      callback,
    },
    title: titleOf(axis().label, palette),
  };
}

/** Vertical axis: hairlines across the chart; its width does not change with the digits of its marks. */
export function yScale(axis: () => PlannedAxis, palette: Palette, leastWidth: number): LinearOptions {
  const { afterBuildTicks, callback } = plannedTicks(axis);
  return {
    type: 'linear',
    min: axis().min,
    max: axis().max,
    afterBuildTicks,
    afterFit: (scale: { width: number }) => {
      scale.width = Math.max(scale.width, leastWidth);
    },
    border: { display: false },
    grid: { color: palette.grid, drawTicks: false },
    ticks: {
      autoSkip: false,
      color: palette.label,
      font: fontOf(palette, lettering.tick),
      padding: 6,
      callback,
    },
    title: titleOf(axis().label, palette),
  };
}
