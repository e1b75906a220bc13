import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Readout of a drawing beside a mark. */
export interface Hit {
  readonly x: number;
  readonly y: number;
  readonly id: string;
  readonly head: string;
  readonly lines: readonly {
    readonly id: string;
    readonly name: string;
    readonly place: number;
    readonly text: string;
  }[];
}

/** A drawing that is no chart of chart.js: painted at any size, on a canvas or into a file. */
export interface Drawn {
  readonly paint: (pen: Pen, size: Size, palette: Palette) => void;
  /** Marks that can be pointed at, in pixels. */
  readonly hits: (size: Size) => readonly Hit[];
}

/** Nothing to draw. */
export const nothingDrawn: Drawn = { paint: () => undefined, hits: () => [] };
