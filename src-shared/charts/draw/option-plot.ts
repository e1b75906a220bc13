import type { ValueFormat } from '../types.ts';
import type { Drawn, Size } from './drawn.ts';
import { faded, styleOf } from './palette.ts';
import { strokeLine } from './pen.ts';
import { acrossOf, areaOf, drawDot, drawPlane, upOf, type Area } from './plane.ts';
import { axisText, metricAxis, valueAxis, type AxisValue, type ValueAxis } from './value-axis.ts';

/** A trial as it is drawn over one of its settings. */
interface OptionPoint {
  readonly id: string;
  readonly x: AxisValue;
  readonly y: number;
  /** Half length of its bar; null for none. */
  readonly std: number | null;
  /** It was chosen: a ring is drawn around it. */
  readonly chosen: boolean;
  /** Readout beside it. */
  readonly name: string;
  readonly text: string;
}

interface OptionSeries {
  readonly id: string;
  readonly name: string;
  /** Place in the palette. */
  readonly color: number;
  readonly points: readonly OptionPoint[];
}

export interface OptionPlotInput {
  readonly series: readonly OptionSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly format: ValueFormat;
  readonly isLog: boolean;
  readonly higherIsBetter: boolean;
}

/** The best point at each x, from left to right. */
function envelopeOf(points: readonly OptionPoint[], higherIsBetter: boolean, x: ValueAxis): OptionPoint[] {
  const best = new Map<AxisValue, OptionPoint>();
  for (const point of points) {
    const other = best.get(point.x);
    if (!other || (higherIsBetter ? point.y > other.y : point.y < other.y)) best.set(point.x, point);
  }
  return [...best.values()].sort((a, b) => x.place(a.x) - x.place(b.x));
}

function axesOf({ series, xLabel, yLabel, format, isLog }: OptionPlotInput, { width, height }: Size) {
  const points = series.flatMap((one) => one.points);
  const x = valueAxis(
    xLabel,
    points.map((point) => point.x),
    Math.max(3, Math.floor(width / 70)),
    isLog,
  );
  const ends = points.flatMap(({ y, std }) => [y - (std ?? 0), y + (std ?? 0)]);
  const count = Math.max(2, Math.floor(height / 52));
  // Its ends are marks already: places take the whole height.
  return { x, y: metricAxis(yLabel, ends, { format, count, kind: 'places' }) };
}

/** A metric over one setting: a dot with its deviation for each trial, and a line through the best at each value. */
export function optionPlot(input: OptionPlotInput): Drawn {
  const { series, higherIsBetter } = input;
  const placed = (size: Size): { x: ValueAxis; y: ValueAxis; area: Area } => ({
    ...axesOf(input, size),
    area: areaOf(size),
  });
  return {
    paint(pen, size, palette) {
      const { x, y, area } = placed(size);
      drawPlane(pen, area, x, y, palette, true);
      const at = (point: OptionPoint) =>
        [acrossOf(x, area, x.place(point.x)), upOf(y, area, y.place(point.y))] as const;
      for (const { color: place, points } of series) {
        const { color, dash } = styleOf(palette, place);
        const envelope = envelopeOf(points, higherIsBetter, x);
        for (const [index, point] of envelope.entries()) {
          const before = envelope[index - 1];
          if (before) strokeLine(pen, at(before), at(point), { color, width: 1.75, dash });
        }
        const best = new Set(envelope);
        for (const point of points) {
          const [left, top] = at(point);
          const own = best.has(point) ? color : faded(color, 0.45);
          if (point.std !== null) {
            const [low, high] = [point.y - point.std, point.y + point.std].map((end) => upOf(y, area, y.place(end)));
            strokeLine(pen, [left, low!], [left, high!], { color: own, width: 1.25 });
            for (const end of [low!, high!])
              strokeLine(pen, [left - 3, end], [left + 3, end], { color: own, width: 1.25 });
          }
          drawDot(pen, left, top, best.has(point) ? 3.5 : 2.5, own, point.chosen ? palette.text : undefined);
        }
      }
    },
    hits(size) {
      const { x, y, area } = placed(size);
      return series.flatMap(({ name, color, points }) =>
        points.map((point) => ({
          x: acrossOf(x, area, x.place(point.x)),
          y: upOf(y, area, y.place(point.y)),
          id: point.id,
          head: point.name,
          lines: [
            { id: point.id, name: `${name}, ${input.xLabel} ${axisText(point.x)}`, place: color, text: point.text },
          ],
        })),
      );
    },
  };
}
