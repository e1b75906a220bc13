import type { ChartArea, ChartConfiguration, ChartDataset } from 'chart.js';
import { barConfig, type BarDrawing } from './bar-config.ts';
import { Chart } from './chartjs-parts.ts';
import { lineConfig, type LineDrawing } from './line-config.ts';

/** A chart on a canvas, updated in place. */
export interface Plot<Drawing> {
  /**
   * Draws at a size in CSS pixels.
   * @returns where the data lies in the canvas
   */
  draw: (drawing: Drawing, width: number, height: number) => ChartArea;
  destroy: () => void;
}

function openPlot<Type extends 'line' | 'bar', Data, Drawing>(
  canvas: HTMLCanvasElement,
  first: Drawing,
  configOf: (current: () => Drawing) => ChartConfiguration<Type, Data>,
  idsOf: (drawing: Drawing) => string[],
): Plot<Drawing> {
  let drawing = first;
  const current = () => drawing;
  let datasets = new Map<string, ChartDataset<Type, Data>>();
  const chart = new Chart(canvas, { ...configOf(current), data: { labels: [], datasets: [] } });

  return {
    draw(next, width, height) {
      drawing = next;
      const { data, options } = configOf(current);
      // Datasets are kept by id: chart.js hangs its drawing elements on them.
      datasets = new Map(
        idsOf(next).map((id, index) => [id, Object.assign(datasets.get(id) ?? {}, data.datasets[index]!)]),
      );
      chart.data.labels = data.labels ?? [];
      chart.data.datasets = [...datasets.values()];
      if (options) chart.options = options;
      // Not `update('none')`, which leaves colours and radii of points and bars as they were; there is no animation anyway.
      if (chart.width === width && chart.height === height) chart.update();
      else chart.resize(width, height);
      const { left, top, right, bottom, width: w, height: h } = chart.chartArea;
      return { left, top, right, bottom, width: w, height: h };
    },
    destroy: () => chart.destroy(),
  };
}

/** @param canvas whose size the plot sets */
export const linePlot = (canvas: HTMLCanvasElement, first: LineDrawing): Plot<LineDrawing> =>
  openPlot(canvas, first, lineConfig, ({ plan }) => plan.lines.map(({ id }) => id));

/** @param canvas whose size the plot sets */
export const barPlot = (canvas: HTMLCanvasElement, first: BarDrawing): Plot<BarDrawing> =>
  openPlot(canvas, first, barConfig, ({ plan }) => plan.bars.map(({ id }) => id));
