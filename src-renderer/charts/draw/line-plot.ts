import {
  datasetOf,
  lineConfig,
  lineOptions,
  type LineDataset,
  type LineDrawing,
} from '../../../src-shared/charts/draw/line-config.ts';
import { redraw, type Plot } from './plot.ts';
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
      return redraw(chart, width, height);
    },
    destroy: () => chart.destroy(),
  };
}
