import type { Chart, ChartArea } from 'chart.js';

/** A chart on a canvas, updated in place. */
export interface Plot<Drawing> {
  /**
   * Draws at a size in CSS pixels.
   * @returns where the data lies in the canvas
   */
  draw: (drawing: Drawing, width: number, height: number) => ChartArea;
  destroy: () => void;
}

/** Draws a chart of chart.js anew, at a size in CSS pixels. @returns where its data lies */
export function redraw(
  chart: Pick<Chart, 'width' | 'height' | 'update' | 'resize' | 'chartArea'>,
  width: number,
  height: number,
): ChartArea {
  // Not `update('none')`, which leaves colours and radii of points and bars as they were; there is no animation anyway.
  if (chart.width === width && chart.height === height) chart.update();
  else chart.resize(width, height);
  const { left, top, right, bottom, width: w, height: h } = chart.chartArea;
  return { left, top, right, bottom, width: w, height: h };
}
