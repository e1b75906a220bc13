import { niceAxis } from '../../curves/ticks.ts';
import { tickTexts, valueText } from '../format.ts';
import type { ValueFormat } from '../types.ts';
import type { Drawn, Size } from './drawn.ts';
import { interpolatePlane } from './interpolate-plane.ts';
import { drawText, smallFont, type Pen } from './pen.ts';
import type { Palette } from './palette.ts';
import { acrossOf, areaOf, drawDot, drawPlane, upOf, type Area } from './plane.ts';
import { rampColor } from './ramp.ts';
import { axisText, valueAxis, type AxisValue, type ValueAxis } from './value-axis.ts';

interface ContourPoint {
  readonly id: string;
  readonly x: AxisValue;
  readonly y: AxisValue;
  readonly value: number;
  readonly chosen: boolean;
  readonly name: string;
}

export interface ContourInput {
  readonly points: readonly ContourPoint[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly valueLabel: string;
  readonly format: ValueFormat;
  readonly xLog: boolean;
  readonly yLog: boolean;
  readonly higherIsBetter: boolean;
}

const levelCount = 9;
/** Size of the parts that are filled, in pixels. */
const part = 3;
/** Room for the scale of colours. */
const keyRoom = 64;

interface Placed {
  readonly area: Area;
  readonly x: ValueAxis;
  readonly y: ValueAxis;
}

function placed({ points, xLabel, yLabel, xLog, yLog }: ContourInput, size: Size): Placed {
  const count = Math.max(3, Math.floor((size.width - keyRoom) / 70));
  return {
    area: areaOf(size, keyRoom),
    x: valueAxis(
      xLabel,
      points.map(({ x }) => x),
      count,
      xLog,
    ),
    y: valueAxis(
      yLabel,
      points.map(({ y }) => y),
      Math.max(3, Math.floor(size.height / 32)),
      yLog,
    ),
  };
}

/** The steps of value that colours stand for. */
function levelsOf({ points }: ContourInput) {
  const values = points.map(({ value }) => value);
  const { min, max, ticks } = niceAxis(Math.min(...values), Math.max(...values), { count: levelCount });
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1;
  const count = Math.max(1, Math.round((max - min) / step));
  return {
    min,
    step,
    count,
    ticks,
    levelOf: (value: number) => Math.min(count - 1, Math.max(0, Math.floor((value - min) / step))),
  };
}

type Levels = ReturnType<typeof levelsOf>;

const colorOf = (level: number, { count }: Levels, higher: boolean, palette: Palette): string => {
  const share = count === 1 ? 1 : level / (count - 1);
  return rampColor(palette, higher ? share : 1 - share);
};

function fillLevels(pen: Pen, input: ContourInput, { area, x, y }: Placed, levels: Levels, palette: Palette): void {
  const at = ({ x: px, y: py, value }: ContourPoint) => ({
    x: acrossOf(x, area, x.place(px)),
    y: upOf(y, area, y.place(py)),
    value,
  });
  const valueAt = interpolatePlane(input.points.map(at));
  for (let top = area.top; top < area.bottom; top += part) {
    const height = Math.min(part, area.bottom - top);
    let [start, level] = [area.left, -1];
    // Neighbours of one level are one rectangle; a little taller, so that no seam is seen.
    const flush = (end: number): void => {
      if (level < 0) return;
      pen.fillStyle = colorOf(level, levels, input.higherIsBetter, palette);
      pen.fillRect(start, top, end - start, height + (top + height < area.bottom ? 0.5 : 0));
    };
    for (let left = area.left; left < area.right; left += part) {
      const next = levels.levelOf(valueAt(left + part / 2, top + height / 2));
      if (next === level) continue;
      flush(left);
      [start, level] = [left, next];
    }
    flush(area.right);
  }
}

function drawKey(pen: Pen, input: ContourInput, { area }: Placed, levels: Levels, palette: Palette): void {
  const style = { color: palette.label, font: smallFont(palette) };
  const left = area.right + 16;
  const height = (area.bottom - area.top) / levels.count;
  for (let level = 0; level < levels.count; level++) {
    pen.fillStyle = colorOf(level, levels, input.higherIsBetter, palette);
    pen.fillRect(left, area.bottom - (level + 1) * height, 12, height + 0.5);
  }
  const texts = tickTexts(levels.ticks, input.format);
  levels.ticks.forEach((tick, index) => {
    const up = area.bottom - ((tick - levels.min) / levels.step) * height;
    drawText(pen, texts[index]!, left + 17, up + 4, style);
  });
  drawText(pen, input.valueLabel, area.right + keyRoom + 14, 12, { ...style, align: 'right' });
}

/** A metric over two settings as colour in steps, with a dot for each trial. */
export function contourPlot(input: ContourInput): Drawn {
  return {
    paint(pen, size, palette) {
      const place = placed(input, size);
      const { area, x, y } = place;
      const levels = levelsOf(input);
      fillLevels(pen, input, place, levels, palette);
      drawPlane(pen, area, x, y, palette, false);
      drawKey(pen, input, place, levels, palette);
      for (const point of input.points) {
        const [left, top] = [acrossOf(x, area, x.place(point.x)), upOf(y, area, y.place(point.y))];
        drawDot(pen, left, top, 3.5, palette.surface);
        drawDot(pen, left, top, 2.25, palette.text, point.chosen ? palette.text : undefined);
      }
    },
    hits(size) {
      const { area, x, y } = placed(input, size);
      return input.points.map((point) => ({
        x: acrossOf(x, area, x.place(point.x)),
        y: upOf(y, area, y.place(point.y)),
        id: point.id,
        head: point.name,
        lines: [
          {
            id: point.id,
            name: `${input.xLabel} ${axisText(point.x)}, ${input.yLabel} ${axisText(point.y)}`,
            place: 0,
            text: valueText(point.value, input.format),
          },
        ],
      }));
    },
  };
}
