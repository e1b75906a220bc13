import {
  barConfig,
  barDatasetOf,
  barOptions,
  type BarDataset,
  type BarDrawing,
} from '../../../src-shared/charts/draw/bar-config.ts';
import { redraw, type Plot } from './plot.ts';
import { Chart } from '../../../src-shared/charts/draw/chartjs-parts.ts';

/** @param canvas whose size the plot sets */
export function barPlot(canvas: HTMLCanvasElement, first: BarDrawing): Plot<BarDrawing> {
  let drawing = first;
  const current = () => drawing;
  let datasets = new Map<string, BarDataset>();
  const chart = new Chart(canvas, { ...barConfig(current), data: { labels: [] as string[], datasets: [] } });

  return {
    draw(next, width, height) {
      drawing = next;
      // Datasets are kept by id: chart.js hangs its drawing elements on them.
      datasets = new Map(
        next.plan.bars.map((bars) => [bars.id, Object.assign(datasets.get(bars.id) ?? {}, barDatasetOf(bars))]),
      );
      chart.data.labels = [...next.plan.labels];
      chart.data.datasets = [...datasets.values()];
      chart.options = barOptions(current);
      return redraw(chart, width, height);
    },
    destroy: () => chart.destroy(),
  };
}
