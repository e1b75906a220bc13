import { heatConfig, heatOptions, type HeatDrawing } from '../../../src-shared/charts/draw/heat-config.ts';
import { Chart } from '../../../src-shared/charts/draw/chartjs-parts.ts';
import type { Plot } from './plot.ts';

/** @param canvas whose size the plot sets */
export function heatPlot(canvas: HTMLCanvasElement, first: HeatDrawing): Plot<HeatDrawing> {
  let drawing = first;
  const current = (): HeatDrawing => drawing;
  const chart = new Chart(canvas, heatConfig(current));
  return {
    draw(next, width, height) {
      drawing = next;
      chart.options = heatOptions(current);
      if (chart.width === width && chart.height === height) chart.update();
      else chart.resize(width, height);
      const { left, top, right, bottom, width: w, height: h } = chart.chartArea;
      return { left, top, right, bottom, width: w, height: h };
    },
    destroy: () => chart.destroy(),
  };
}
