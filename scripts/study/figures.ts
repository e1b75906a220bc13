import { barChartFigure, lineChartFigure } from '../../src-shared/charts/chart-figures.ts';
import type { Figure, FigureLayout } from '../../src-shared/charts/export/figure.ts';
import { paperMeasure } from '../../src-shared/charts/export/paper.ts';
import { figureSvg } from '../../src-shared/charts/export/svg.ts';
import type { ChartSeries } from '../../src-shared/charts/types.ts';
import { meanStd } from '../../src-shared/statistics/mean-std.ts';
import type { Row } from './rows.ts';
import { bestOf, paired, type Numbers } from './tables.ts';

const layout: FigureLayout = { width: 720, chartHeight: 300, dashes: true, untitled: true };

const nameOf = ({ method, lr }: Row): string => (lr === null ? String(method) : `${method}, ${Number(lr)}`);

/**
 * Lines of the mixed stream that stand in its table alone: one differs so much between seeds that its band would hide the rest, the
 * others lie beside those that are drawn.
 */
const undrawn: ReadonlySet<string> = new Set(['MGTTA frozen, 0.01', 'FOA-SGD, 1', 'FOA-SGD, 0.1', 'TENT, 0.01']);

function seriesOf(curves: readonly Row[], streams: string, last: number): ChartSeries[] {
  const isDrawn = (row: Row): boolean => streams !== 'mixed' || !undrawn.has(nameOf(row));
  const own = curves.filter((row) => row['streams'] === streams && Number(row['batch']) <= last && isDrawn(row));
  return [...Map.groupBy(own, nameOf)].map(([name, rows], color) => ({
    ...{ id: name, name, color },
    x: rows.map(({ batch }) => Number(batch)),
    y: rows.map(({ accuracy }) => Number(accuracy)),
    std: rows.map(({ std }) => Number(std)),
  }));
}

function curveFigure(title: string, series: readonly ChartSeries[], yLabel: string): Figure {
  const input = { series, view: null, references: [], boundaries: [], xLabel: 'Batch', yLabel };
  return lineChartFigure(title, { ...input, xFormat: 'count', format: 'percent' }, layout);
}

/** Differences of generators to FOA-Adam, each at its best rate. */
function recipeFigure({ runs, generators }: Numbers): Figure {
  const separate = runs.filter((row) => row['streams'] === 'separate');
  const groups = [...Map.groupBy(separate, nameOf).values()];
  const of = (name: string) =>
    bestOf(
      groups.filter(([row]) => row?.['method'] === name),
      'accuracy',
    );
  const recipes = [...new Set(generators.map(({ recipe }) => String(recipe)))];
  const bars = recipes.map((recipe) => {
    const group = of(recipe === 'shipped' ? 'MGTTA' : `MGTTA ${recipe}`);
    const { mean = NaN, std = 0 } = meanStd(paired(group, of('FOA-Adam'), 'accuracy')) ?? {};
    return { recipe, mean: mean / 100, std: std / 100 };
  });
  const series = {
    ...{ id: 'difference', name: 'MGTTA − FOA-Adam', color: 0 },
    values: Object.fromEntries(bars.map(({ recipe, mean }) => [recipe, mean])),
    std: Object.fromEntries(bars.map(({ recipe, std }) => [recipe, std])),
  };
  const categories = recipes.map((recipe) => ({ id: recipe, label: recipe }));
  const input = { series: [series], categories, yLabel: 'Accuracy, − FOA-Adam', format: 'points' } as const;
  return barChartFigure('Generators by their pre-training', input, layout);
}

/** The figures of the page as SVG, by the names of their files. */
export function drawings(numbers: Numbers): Readonly<Record<string, string>> {
  const { curves, generators } = numbers;
  const compared = new Set(generators.map(({ recipe }) => recipe)).size > 1;
  const figures: Readonly<Record<string, Figure>> = {
    mixed: curveFigure('Mixed stream', seriesOf(curves, 'mixed', Infinity), 'Accuracy over 16 batches'),
    'first-batches': curveFigure('First batches', seriesOf(curves, 'separate', 16), 'Accuracy so far'),
    ...(compared ? { recipes: recipeFigure(numbers) } : {}),
  };
  const svg = (name: string, figure: Figure): string =>
    figureSvg(figure, { measure: paperMeasure, prefix: `${name}-` });
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, svg(name, figure)]));
}
