import type { ChartConfiguration, Plugin } from 'chart.js';
import { lettering } from '../draw/axes.ts';
import type { Palette } from '../draw/palette.ts';
import { drawText, smallFont, strokeLine, type Pen } from '../draw/pen.ts';
import type { BarConfig } from '../draw/bar-config.ts';
import type { BarPlan } from '../draw/bar-plan.ts';
import type { Drawn } from '../draw/drawn.ts';
import type { LineConfig } from '../draw/line-config.ts';
import type { HeatPlan } from '../draw/heat-plan.ts';
import type { LinePlan } from '../draw/line-plan.ts';

interface PartFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Name above it, in figures of several parts. */
  readonly title?: string | undefined;
}

/** A chart of chart.js in a figure. */
export interface FigurePart extends PartFrame {
  readonly config: LineConfig | BarConfig;
  /** Plan of the drawing, for those that draw it by other means. */
  readonly plan: LinePlan | BarPlan | HeatPlan;
}

/** A painted one. */
interface DrawnPart extends PartFrame {
  readonly drawn: Drawn;
}

/** How a figure is laid out, in pixels of the drawing. */
export interface FigureLayout {
  readonly width: number;
  /** Of a chart alone; small multiples have heights by their widths. */
  readonly chartHeight: number;
  /** Lines differ by dashes too, for print without colours. */
  readonly dashes: boolean;
  /** Its title stands above or below it in a text, not within. */
  readonly untitled?: boolean;
}

export interface LegendEntry {
  readonly name: string;
  readonly color: string;
  readonly dash: readonly number[];
  /** Bars have a square instead of a stroke. */
  readonly kind: 'line' | 'bar';
}

/** A drawing to be written to a file: charts below a title and a legend. */
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  readonly title: string;
  readonly untitled?: boolean | undefined;
  readonly legend: readonly LegendEntry[];
  readonly parts: readonly FigurePart[];
  readonly painted?: readonly DrawnPart[];
  /** A line of small letters at the foot. */
  readonly footer?: string | undefined;
}

const margin = 12;
const rowHeight = 18;
const mostEntries = 24;

export interface PlacedEntry {
  readonly entry: LegendEntry;
  readonly x: number;
  readonly y: number;
}

/** Width of a text in letters of usual width. */
const estimateWidth = (text: string): number => 6.8 * text.length;

/** Rows of legend entries below the title, and the height of both. */
export function placeLegend(
  entries: readonly LegendEntry[],
  width: number,
  untitled = false,
  measure: (text: string) => number = estimateWidth,
): { placed: PlacedEntry[]; height: number } {
  const first = untitled ? 18 : 44;
  let x = margin;
  let row = 0;
  const placed = entries.slice(0, mostEntries).map((entry) => {
    const needed = 26 + measure(entry.name) + 16;
    if (x > margin && x + needed > width - margin) {
      row += 1;
      x = margin;
    }
    const place = { entry, x, y: first + row * rowHeight };
    x += needed;
    return place;
  });
  return { placed, height: placed.length > 0 ? first + row * rowHeight + 14 : first - 8 };
}

/** A figure of one chart below its legend. */
export function singleFigure(
  words: Pick<Figure, 'title' | 'palette' | 'legend'>,
  { width, chartHeight, untitled }: FigureLayout,
  chart: Pick<FigurePart, 'config' | 'plan'> | Pick<DrawnPart, 'drawn'>,
): Figure {
  const top = placeLegend(words.legend, width, untitled).height;
  const frame = { x: 4, y: top, width: Math.floor(width - 16), height: chartHeight };
  const figure = { ...words, untitled, width, height: top + chartHeight + 8 };
  return 'drawn' in chart
    ? { ...figure, parts: [], painted: [{ ...frame, ...chart }] }
    : { ...figure, parts: [{ ...frame, ...chart }] };
}

/** Title, legend and names of the parts. */
export function drawCaption(
  pen: Pen,
  { width, height, palette, title, untitled, legend, parts, footer }: Figure,
): void {
  const font = `${lettering.legend}px ${palette.font}`;
  pen.fillStyle = palette.surface;
  pen.fillRect(0, 0, width, height);
  if (!untitled)
    drawText(pen, title, margin, 22, { color: palette.text, font: `600 ${lettering.caption}px ${palette.font}` });
  pen.font = font;
  for (const { entry, x, y } of placeLegend(legend, width, untitled, (text) => pen.measureText(text).width).placed) {
    if (entry.kind === 'bar') {
      pen.fillStyle = entry.color;
      pen.fillRect(x + 5, y - 9, 10, 10);
    } else {
      const style = { color: entry.color, width: 2, dash: entry.dash };
      strokeLine(pen, [x, y - 4], [x + 20, y - 4], style);
    }
    drawText(pen, entry.name, x + 26, y, { color: palette.text, font });
  }
  if (footer !== undefined) {
    drawText(pen, footer, margin, height - 10, { color: palette.label, font: smallFont(palette) });
  }
  for (const part of parts) {
    if (part.title === undefined) continue;
    drawText(pen, part.title, part.x + 6, part.y - 4, {
      color: palette.text,
      font: `600 ${lettering.tick}px ${palette.font}`,
    });
  }
}

/** A chart as it goes into a file: no canvas on the page is asked for its size. */
export function staticConfig(part: FigurePart, plugins: Plugin<'line'>[] = []): ChartConfiguration {
  const { data, options, ...rest } = part.config as LineConfig;
  return {
    ...rest,
    data,
    options: { ...options, devicePixelRatio: 1 },
    plugins: [...(rest.plugins ?? []), ...plugins],
  };
}
