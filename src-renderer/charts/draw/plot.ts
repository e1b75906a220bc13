import type { ChartArea } from 'chart.js';

/** A chart on a canvas, updated in place. */
export interface Plot<Drawing> {
  /**
   * Draws at a size in CSS pixels.
   * @returns where the data lies in the canvas
   */
  draw: (drawing: Drawing, width: number, height: number) => ChartArea;
  destroy: () => void;
}
