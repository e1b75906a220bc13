import type { BarElement, ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import { lettering, yScale } from './axes.ts';
import type { BarPlan, PlannedBars } from './bar-plan.ts';
import type { Palette } from './palette.ts';
import { strokeLine } from './pen.ts';

export type BarDataset = ChartDataset<'bar', (number | null)[]>;
export type BarConfig = ChartConfiguration<'bar', (number | null)[]>;

export interface BarDrawing {
  readonly plan: BarPlan;
  readonly palette: Palette;
}

/** Error bars, and published values as ticks across the bars. */
function barMarks(current: () => BarDrawing): Plugin<'bar'> {
  return {
    id: 'bar-marks',
    afterDatasetsDraw(chart) {
      const { plan, palette } = current();
      const y = (value: number) => chart.scales.y!.getPixelForValue(value);
      plan.bars.forEach(({ values, std, published }, place) => {
        (chart.getDatasetMeta(place).data as unknown as BarElement[]).forEach((element, index) => {
          const { x, width } = element.getProps(['x', 'width'], true);
          if (x === null) return;
          const [value, spread, reference] = [values[index], std[index], published[index]];
          if (reference !== undefined) {
            const [from, to] = [x - width / 2 - 1, x + width / 2 + 1];
            strokeLine(chart.ctx, [from, y(reference)], [to, y(reference)], { color: palette.surface, width: 4 });
            strokeLine(chart.ctx, [from, y(reference)], [to, y(reference)], { color: palette.text, width: 2 });
          }
          if (typeof value === 'number' && spread !== undefined && spread > 0) {
            const style = { color: palette.text, width: 1 };
            const cap = Math.min(3, width / 3);
            const [low, high] = [y(value - spread), y(value + spread)];
            strokeLine(chart.ctx, [x, low], [x, high], style);
            strokeLine(chart.ctx, [x - cap, low], [x + cap, low], style);
            strokeLine(chart.ctx, [x - cap, high], [x + cap, high], style);
          }
        });
      });
    },
  };
}

export function barDatasetOf({ name, color, values }: PlannedBars): BarDataset {
  return {
    label: name,
    data: [...values],
    backgroundColor: color,
    borderWidth: 0,
    barPercentage: 0.86,
    categoryPercentage: 0.78,
    maxBarThickness: 28,
  };
}

export function barOptions(current: () => BarDrawing): NonNullable<BarConfig['options']> {
  const { palette } = current();
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 8, right: 4 } },
    scales: {
      x: {
        type: 'category',
        border: { color: palette.axis },
        grid: { display: false },
        ticks: {
          autoSkip: false,
          maxRotation: 60,
          color: palette.label,
          font: { family: palette.font, size: lettering.tick },
          padding: 4,
        },
      },
      y: yScale(() => current().plan.y, palette, 52),
    },
  };
}

/** A bar chart of chart.js. */
export function barConfig(current: () => BarDrawing): BarConfig {
  const { plan } = current();
  return {
    type: 'bar',
    data: { labels: [...plan.labels], datasets: plan.bars.map(barDatasetOf) },
    options: barOptions(current),
    plugins: [barMarks(current)],
  };
}
