import {
  datasetOf,
  lineConfig,
  lineOptions,
  type LineDataset,
  type LineDrawing,
} from '../../../src-shared/charts/draw/line-config.ts';
import type { Plot } from './plot.ts';
import { Chart } from '../../../src-shared/charts/draw/chartjs-parts.ts';

/** @param canvas whose size the plot sets */
export function linePlot(canvas: HTMLCanvasElement, first: LineDrawing): Plot<LineDrawing> {
  let drawing = first;
  const current = () => drawing;
  let datasets = new Map<string, LineDataset>();
  const chart = new Chart(canvas, { ...lineConfig(current), data: { datasets: [] } });

  return {
    draw(next, width, height) {
      drawing = next;
      // Datasets are kept by id: chart.js hangs its drawing elements on them.
      datasets = new Map(
        next.plan.lines.map((line) => [line.id, Object.assign(datasets.get(line.id) ?? {}, datasetOf(line))]),
      );
      chart.data.datasets = [...datasets.values()];
      chart.options = lineOptions(current);
      // Not `update('none')`, which leaves colours and radii of points and bars as they were; there is no animation anyway.
      if (chart.width === width && chart.height === height) chart.update();
      else chart.resize(width, height);
      const { left, top, right, bottom, width: w, height: h } = chart.chartArea;
      return { left, top, right, bottom, width: w, height: h };
    },
    destroy: () => chart.destroy(),
  };
}
