import { valueText } from '../format.ts';
import type { ValueFormat } from '../types.ts';
import type { Drawn, Size } from './drawn.ts';
import { drawText, smallFont, strokeLine } from './pen.ts';
import { upOf, type Area } from './plane.ts';
import { rampColor, sharesOf } from './ramp.ts';
import { axisText, metricAxis, valueAxis, type AxisValue, type ValueAxis } from './value-axis.ts';

interface ParallelTrial {
  readonly id: string;
  readonly name: string;
  /** By axis. */
  readonly values: readonly AxisValue[];
  readonly value: number;
  readonly chosen: boolean;
}

export interface ParallelInput {
  readonly axes: readonly { readonly label: string; readonly isLog: boolean }[];
  readonly trials: readonly ParallelTrial[];
  readonly valueLabel: string;
  readonly format: ValueFormat;
  readonly higherIsBetter: boolean;
}

interface Placed {
  readonly area: Area;
  readonly axes: readonly ValueAxis[];
  readonly at: (axis: number) => number;
}

function placed({ axes, trials, valueLabel, format }: ParallelInput, size: Size): Placed {
  const area: Area = { left: 24, top: 34, right: size.width - 62, bottom: size.height - 14 };
  const marks = Math.max(2, Math.floor(size.height / 30));
  const own = axes.map(({ label, isLog }, index) =>
    valueAxis(
      label,
      trials.map(({ values }) => values[index]!),
      marks,
      isLog,
    ),
  );
  const values = trials.map(({ value }) => value);
  const metric = metricAxis(valueLabel, values, { format, count: marks, kind: 'linear' });
  const all = [...own, metric];
  return { area, axes: all, at: (axis) => area.left + (axis / (all.length - 1)) * (area.right - area.left) };
}

/** Trials as lines over an axis for each setting and one for the metric, in the colour of that; the best are drawn last. */
export function parallelPlot(input: ParallelInput): Drawn {
  const shareOf = sharesOf(
    input.trials.map(({ value }) => value),
    input.higherIsBetter,
  );
  const heights = ({ axes, area }: Placed, { values, value }: ParallelTrial): number[] =>
    axes.map((axis, index) => upOf(axis, area, axis.place(index < values.length ? values[index]! : value)));
  return {
    paint(pen, size, palette) {
      const place = placed(input, size);
      const { area, axes, at } = place;
      const style = { color: palette.label, font: smallFont(palette) };
      const order = input.trials.toSorted(
        (a, b) => Number(a.chosen) - Number(b.chosen) || shareOf(a.value) - shareOf(b.value),
      );
      for (const trial of order) {
        const ups = heights(place, trial);
        // The lowest shades of the ramp suit areas; lines in them would not be seen.
        const color = rampColor(palette, 0.3 + 0.7 * shareOf(trial.value));
        const width = trial.chosen ? 3 : 1.25;
        ups.forEach((up, index) => {
          if (index > 0) strokeLine(pen, [at(index - 1), ups[index - 1]!], [at(index), up], { color, width });
        });
      }
      axes.forEach((axis, index) => {
        const left = at(index);
        strokeLine(pen, [left, area.top], [left, area.bottom], { color: palette.axis, width: 1 });
        const align = index === 0 ? 'left' : index === axes.length - 1 ? 'right' : 'center';
        const from = index === 0 ? 4 : index === axes.length - 1 ? size.width - 4 : left;
        drawText(pen, axis.label, from, 16, { ...style, color: palette.text, align });
        for (const { place: share, text } of axis.ticks) {
          const up = upOf(axis, area, share);
          strokeLine(pen, [left - 3, up], [left + 3, up], { color: palette.axis, width: 1 });
          drawText(pen, text, left + 7, up + 4, { ...style, halo: palette.surface });
        }
      });
    },
    hits(size) {
      const place = placed(input, size);
      return input.trials.flatMap((trial) =>
        heights(place, trial).map((y, index) => ({
          x: place.at(index),
          y,
          id: trial.id,
          head: trial.name,
          lines: [
            ...trial.values.map((value, axis) => ({
              id: String(axis),
              name: input.axes[axis]!.label,
              place: 0,
              text: axisText(value),
            })),
            { id: 'value', name: input.valueLabel, place: 0, text: valueText(trial.value, input.format) },
          ],
        })),
      );
    },
  };
}
