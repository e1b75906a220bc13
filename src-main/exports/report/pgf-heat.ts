import type { HeatPlan } from '../../../src-shared/charts/draw/heat-plan.ts';
import type { Figure, FigurePart } from '../../../src-shared/charts/export/figure.ts';
import { numberText } from '../../../src-shared/csv.ts';
import { latexText } from '../../../src-shared/latex.ts';
import { axisKeys, axisOf, datText } from './pgf-axis.ts';
import type { Colours } from './pgf-look.ts';

/** Limit of cells that LaTeX draws within its memory. */
const mostCells = 5000;

/** Every so many columns and rows are taken of a map with so many: of the longer side first, until there are few enough cells. */
function steps(width: number, height: number): readonly [across: number, up: number] {
  let [across, up] = [1, 1];
  while (Math.ceil(width / across) * Math.ceil(height / up) > mostCells) {
    if (width / across >= height / up) across += 1;
    else up += 1;
  }
  return [across, up];
}

/** The places that are taken of a side: of each so many the middle. A matrix has two at least; there is nothing at the second then. */
function takenOf(length: number, step: number): number[] {
  if (length < 2) return [0, 1];
  const groups = Array.from({ length: Math.ceil(length / step) }, (_, group) => group * step);
  return groups.map((first) => Math.min(length - 1, first + Math.floor((step - 1) / 2)));
}

/** A heat map as a matrix plot: columns, rows and values, row by row. Of too many cells, some stand for their neighbours. */
export function heatPart(
  part: FigurePart,
  { x, y, scale, numbers }: HeatPlan,
  figure: Figure,
  name: string,
  colours: Colours,
): [string, string] {
  const { rows, low, high, logarithmic } = numbers;
  const width = Math.max(0, ...rows.map((values) => values.length));
  const [across, up] = steps(width, rows.length);
  const [taken, lines] = [takenOf(width, across), takenOf(rows.length, up)];
  const values = lines.flatMap((row) => taken.map((column) => rows[row]?.[column] ?? null));
  const onScale = (value: number): number => (logarithmic ? Math.log10(value) : value);
  const [least, most] = [onScale(low), onScale(high)].map((value) => numberText(value));
  const columns = {
    x: lines.flatMap(() => taken),
    y: lines.flatMap((row) => taken.map(() => row)),
    v: values,
    ...(logarithmic ? { log: values.map((value) => (value === null || value <= 0 ? null : Math.log10(value))) } : {}),
  };
  const colors = scale.colors.map((color) => `color=(${colours.of(color).name})`).join(' ');
  const keys = [
    ...['ymajorgrids=false', 'axis on top', ...axisKeys('x', x), ...axisKeys('y', y)],
    `colormap={${name}}{${colors}}`,
    ...['colormap access=piecewise constant', `point meta min=${least}`, `point meta max=${most}`],
    `colorbar, colorbar style={width=2mm, ytick={${least},${most}}, yticklabels={{${latexText(scale.low)}},{${latexText(scale.high)}}}}`,
  ];
  const thinned =
    across * up > 1
      ? `% one in ${across} of the columns, one in ${up} of the rows; all numbers are in data/${name}.csv\n`
      : '';
  const plot = `\\addplot[matrix plot*, mesh/cols=${taken.length}, point meta=explicit] table[x=x, y=y, meta=${logarithmic ? 'log' : 'v'}] {\\labfolder/data/${name}.dat};\n`;
  return [axisOf(part, figure, keys, thinned + plot, 0.86), datText(columns)];
}
