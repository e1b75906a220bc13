import type { Size } from './drawn.ts';
import type { Palette } from './palette.ts';
import { drawText, smallFont, strokeLine, type Pen } from './pen.ts';
import type { ValueAxis } from './value-axis.ts';

/** Where data lies in a drawing, in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const room = { left: 58, top: 22, right: 18, bottom: 38 } as const;
/** Dots at the ends of an axis stand off its corner. */
const air = 0.05;

export const areaOf = ({ width, height }: Size, right = 0): Area => ({
  left: room.left,
  top: room.top,
  right: width - room.right - right,
  bottom: height - room.bottom,
});

const inset = ({ kind }: ValueAxis, place: number): number => (kind === 'places' ? place : air + place * (1 - 2 * air));

/** The pixel of a place of an axis. */
export const acrossOf = (axis: ValueAxis, { left, right }: Area, place: number): number =>
  left + inset(axis, place) * (right - left);
export const upOf = (axis: ValueAxis, { top, bottom }: Area, place: number): number =>
  bottom - inset(axis, place) * (bottom - top);

/** Marks of both axes and their names; the upper one's stands above it, so that nothing has to be read sideways. */
export function drawPlane(pen: Pen, area: Area, x: ValueAxis, y: ValueAxis, palette: Palette, grid: boolean): void {
  const style = { color: palette.label, font: smallFont(palette) };
  for (const { place, text } of y.ticks) {
    const at = upOf(y, area, place);
    if (grid) strokeLine(pen, [area.left, at], [area.right, at], { color: palette.grid, width: 1 });
    drawText(pen, text, area.left - 8, at + 4, { ...style, align: 'right' });
  }
  strokeLine(pen, [area.left, area.bottom], [area.right, area.bottom], { color: palette.axis, width: 1 });
  for (const { place, text } of x.ticks) {
    const at = acrossOf(x, area, place);
    strokeLine(pen, [at, area.bottom], [at, area.bottom + 4], { color: palette.axis, width: 1 });
    drawText(pen, text, at, area.bottom + 16, { ...style, align: 'center' });
  }
  drawText(pen, y.label, 4, 12, style);
  drawText(pen, x.label, (area.left + area.right) / 2, area.bottom + 33, { ...style, align: 'center' });
}

/** A dot, with a ring around it where it stands out. */
export function drawDot(pen: Pen, x: number, y: number, radius: number, color: string, ring?: string): void {
  pen.fillStyle = color;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
  if (ring === undefined) return;
  pen.strokeStyle = ring;
  pen.lineWidth = 1.5;
  pen.setLineDash([]);
  pen.beginPath();
  pen.arc(x, y, radius + 3, 0, 2 * Math.PI);
  pen.stroke();
}
