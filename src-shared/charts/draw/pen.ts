import { lettering } from './axes.ts';
import type { Palette } from './palette.ts';

/** Means of drawing marks: a canvas, or a writer of SVG or TikZ. */
export interface Pen {
  save: () => void;
  restore: () => void;
  beginPath: () => void;
  moveTo: (x: number, y: number) => void;
  lineTo: (x: number, y: number) => void;
  closePath: () => void;
  rect: (x: number, y: number, width: number, height: number) => void;
  clip: () => void;
  arc: (x: number, y: number, radius: number, from: number, to: number) => void;
  stroke: () => void;
  fill: () => void;
  fillRect: (x: number, y: number, width: number, height: number) => void;
  fillText: (text: string, x: number, y: number) => void;
  strokeText: (text: string, x: number, y: number) => void;
  measureText: (text: string) => { readonly width: number };
  setLineDash: (dash: number[]) => void;
  /** A colour; a canvas has others as well. */
  strokeStyle: unknown;
  fillStyle: unknown;
  lineWidth: number;
  lineJoin: string;
  font: string;
  textAlign: string;
  textBaseline: string;
}

export interface LineStyle {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
}

/** A straight line. */
export function strokeLine(
  pen: Pen,
  from: readonly [number, number],
  to: readonly [number, number],
  { color, width, dash = [] }: LineStyle,
): void {
  pen.save();
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash([...dash]);
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
  pen.restore();
}

export interface TextStyle {
  readonly color: string;
  readonly font: string;
  readonly align?: 'left' | 'right' | 'center';
  /** A wider stroke of this colour behind the letters keeps them readable over lines. */
  readonly halo?: string;
}

/** A line of text, standing on `y`. */
export function drawText(pen: Pen, text: string, x: number, y: number, style: TextStyle): void {
  pen.save();
  pen.font = style.font;
  pen.textAlign = style.align ?? 'left';
  pen.textBaseline = 'alphabetic';
  if (style.halo !== undefined) {
    pen.strokeStyle = style.halo;
    pen.lineWidth = 3.5;
    pen.lineJoin = 'round';
    pen.strokeText(text, x, y);
  }
  pen.fillStyle = style.color;
  pen.fillText(text, x, y);
  pen.restore();
}

/** The font of small lettering in a drawing. */
export const smallFont = (palette: Palette) => `${lettering.tick}px ${palette.font}`;
