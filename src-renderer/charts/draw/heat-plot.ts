import { heatConfig, heatOptions, type HeatDrawing } from '../../../src-shared/charts/draw/heat-config.ts';
import { Chart } from '../../../src-shared/charts/draw/chartjs-parts.ts';
import { redraw, type Plot } from './plot.ts';

/** @param canvas whose size the plot sets */
export function heatPlot(canvas: HTMLCanvasElement, first: HeatDrawing): Plot<HeatDrawing> {
  let drawing = first;
  const current = (): HeatDrawing => drawing;
  const chart = new Chart(canvas, heatConfig(current));
  return {
    draw(next, width, height) {
      drawing = next;
      chart.options = heatOptions(current);
      return redraw(chart, width, height);
    },
    destroy: () => chart.destroy(),
  };
}
