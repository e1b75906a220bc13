import type { BarPlan } from '../../../src-shared/charts/draw/bar-plan.ts';
import type { LinePlan, PlannedLine } from '../../../src-shared/charts/draw/line-plan.ts';
import type { Figure, FigurePart } from '../../../src-shared/charts/export/figure.ts';
import { writtenFactor } from '../../../src-shared/charts/format.ts';
import { numberText } from '../../../src-shared/csv.ts';
import { latexText, withLatexMacros } from '../../../src-shared/latex.ts';
import { axisKeys, axisOf, datText, listed } from './pgf-axis.ts';
import { heatPart } from './pgf-heat.ts';
import { Colours, dashOf, points } from './pgf-look.ts';
import { TikzPen } from './tikz-pen.ts';

/** A figure as numbers and what draws them. */
export interface PgfFigure {
  readonly tex: string;
  /** By name without ending. */
  readonly data: Readonly<Record<string, string>>;
}

/** Longer names leave room for two beside each other in a legend. */
const longName = 18;
/** So many labels have room beside each other. */
const mostLevel = 8;

function linePart(part: FigurePart, plan: LinePlan, figure: Figure, name: string, colours: Colours): [string, string] {
  const [fx, fy] = [writtenFactor(plan.x.format), writtenFactor(plan.y.format)];
  const columns: Record<string, (number | null)[]> = {};
  const file = `{\\labfolder/data/${name}.dat}`;
  const bands = plan.bands.flatMap(({ color, stretches }, band) =>
    stretches.map((stretch, place) => {
      const own = `b${band + 1}s${place + 1}`;
      // There along the upper edge, and back along the lower.
      const outline = [
        ...stretch.map(({ x, high }) => [x, high] as const),
        ...stretch.toReversed().map(({ x, low }) => [x, low] as const),
      ];
      columns[`${own}x`] = outline.map(([x]) => fx * x);
      columns[`${own}y`] = outline.map(([, y]) => fy * y);
      const { name: colour, opacity } = colours.of(color);
      return `\\addplot[draw=none, fill=${colour}, fill opacity=${opacity}, forget plot] table[x=${own}x, y=${own}y] ${file} -- cycle;\n`;
    }),
  );
  const lines = plan.lines.map(
    ({ name: label, points: own, color, width, dash, faint, stepped }: PlannedLine, place) => {
      const column = `${faint ? 'r' : 'l'}${place + 1}`;
      columns[`${column}x`] = own.map(({ x }) => fx * x);
      columns[`${column}y`] = own.map(({ y }) => (y === null ? null : fy * y));
      const { name: colour, opacity } = colours.of(color);
      const look = `${colour}, line width=${points(width)}${opacity < 1 ? `, opacity=${opacity}` : ''}${dashOf(dash)}`;
      const legend = (stepped ? ', const plot' : '') + (faint ? ', forget plot' : '');
      const entry = faint || !hasLegend(figure) ? '' : `\\addlegendentry{${latexText(label)}}\n`;
      return `\\addplot[${look}${legend}] table[x=${column}x, y=${column}y] ${file};\n${entry}`;
    },
  );
  const references = plan.references.map(({ value, label, color }) => {
    const { name: colour } = colours.of(color);
    const at = numberText(fy * value);
    const text = label === '' ? '' : ` node[pos=1, above left, font=\\scriptsize] {${latexText(label)}}`;
    return `\\draw[${colour}, dashed] (axis cs:${numberText(fx * plan.x.min)},${at}) -- (axis cs:${numberText(fx * plan.x.max)},${at})${text};\n`;
  });
  const starts = plan.boundaries.filter(({ x }) => x > plan.x.min && x < plan.x.max);
  const boundaries = starts.map(({ x }) => {
    const { name: colour } = colours.of(figure.palette.grid);
    return `\\draw[${colour}] ({axis cs:${numberText(fx * x)},0}|-{rel axis cs:0,0}) -- ({axis cs:${numberText(fx * x)},0}|-{rel axis cs:0,1});\n`;
  });
  const turned = plan.boundaries.length > mostLevel ? ', rotate=60' : '';
  const names = plan.boundaries
    .filter(({ x }) => x >= plan.x.min && x < plan.x.max)
    .map(
      ({ x, label }) =>
        `\\node[anchor=south west, inner sep=1pt, font=\\tiny${turned}] at ({axis cs:${numberText(fx * x)},0}|-{rel axis cs:0,1}) {${latexText(label)}};\n`,
    );
  const keys = [...axisKeys('x', plan.x), ...axisKeys('y', plan.y)];
  const content = [...boundaries, ...names, ...bands, ...lines, ...references].join('');
  return [axisOf(part, figure, keys, content), datText(columns)];
}

function barPart(part: FigurePart, plan: BarPlan, figure: Figure, name: string, colours: Colours): [string, string] {
  const factor = writtenFactor(plan.y.format);
  const scaled = (values: readonly (number | null | undefined)[]): (number | null)[] =>
    values.map((value) => (value === null || value === undefined ? null : factor * value));
  const columns: Record<string, (number | null)[]> = { n: plan.labels.map((_, index) => index) };
  const file = `{\\labfolder/data/${name}.dat}`;
  const bars = plan.bars.map(({ name: label, color, values, std }, place) => {
    const column = `v${place + 1}`;
    columns[column] = scaled(values);
    const spread = std.some((value) => value !== undefined);
    if (spread) columns[`s${place + 1}`] = scaled(std).map((value) => value ?? 0);
    const errors = spread ? `, error bars/.cd, y dir=both, y explicit, error bar style={black!80}` : '';
    const source = `table[x=n, y=${column}${spread ? `, y error=s${place + 1}` : ''}] ${file}`;
    const entry = hasLegend(figure) ? `\\addlegendentry{${latexText(label)}}\n` : '';
    return `\\addplot[draw=none, fill=${colours.of(color).name}, area legend${errors}] ${source};\n${entry}`;
  });
  // In units of the axis: a group takes most of the room between two labels.
  const width = (0.8 / Math.max(1, plan.bars.length)).toFixed(4);
  const keys = [
    ...['ybar=0pt', `bar width=${width}`, 'enlarge x limits={abs=0.6}'],
    `xtick=${listed(plan.labels.map((_, index) => index))}`,
    `xticklabels=${listed(plan.labels.map((label) => `{${latexText(label)}}`))}`,
    ...(plan.labels.length > mostLevel ? ['xticklabel style={rotate=60, anchor=east}'] : []),
    ...axisKeys('y', plan.y),
  ];
  return [axisOf(part, figure, keys, bars.join('')), datText(columns)];
}

const hasLegend = ({ legend, parts }: Figure): boolean => legend.length > 1 && parts.length === 1;

/** Names of the lines of several charts, once above them. */
function sharedLegend(figure: Figure, colours: Colours): string {
  if (figure.parts.length === 1 || figure.legend.length === 0) return '';
  const entries = figure.legend.map(
    ({ name, color, dash }) =>
      `\\textcolor{${colours.of(color).name}}{\\tikz[baseline=-0.6ex]\\draw[line width=1pt${dashOf(dash)}] (0,0) -- (1.2em,0);}~${latexText(name)}`,
  );
  return `{\\scriptsize ${entries.join('\\quad ')}\\par}\n`;
}

/**
 * A figure as PGFPlots draws it, in the font of the paper: numbers in files of their own, in the units of the axes. Painted
 * charts are drawn as they are, by TikZ.
 * @param name of its files
 */
export function pgfFigure(figure: Figure, name: string): PgfFigure {
  const colours = new Colours();
  const single = figure.parts.length === 1;
  const drawn = figure.parts.map((part, index) => {
    const own = single ? name : `${name}-${index + 1}`;
    const { plan } = part;
    const [tex, data] =
      'cells' in plan
        ? heatPart(part, plan, figure, own, colours)
        : 'lines' in plan
          ? linePart(part, plan, figure, own, colours)
          : barPart(part, plan, figure, own, colours);
    return { own, tex, data };
  });
  const legend = sharedLegend(figure, colours);
  const painted = (figure.painted ?? []).map(({ drawn: { paint }, x, y, width, height }) => {
    const pen = new TikzPen(colours);
    paint(pen, { width, height }, figure.palette);
    return `\\begin{scope}[shift={(${x},${y})}]\n${pen.content()}\\end{scope}\n`;
  });
  // In pixels of the drawing, from the upper left corner.
  const pixel = `${(1 / figure.width).toFixed(6)}\\linewidth`;
  const units = painted.length === 0 ? '' : `[x={(${pixel},0)}, y={(0,-${pixel})}]`;
  const columns = figure.legend.some(({ name: label }) => label.length > longName) ? 2 : 3;
  const tex = `% needs \\usepackage{pgfplots} and \\pgfplotsset{compat=1.16}; \\labfolder is the folder of the report
\\providecommand{\\labfolder}{.}
${colours.definitions()}\\pgfplotsset{lab axis/.style={
  axis lines*=left, ymajorgrids, grid style={black!10}, tick align=outside, tick style={black!50},
  unbounded coords=jump, clip mode=individual, filter discard warning=false,
  legend style={draw=none, fill=none, font=\\scriptsize, at={(0.5,1.1)}, anchor=south, cells={anchor=west}},
  legend columns=${columns}, legend image post style={line width=1pt},
  label style={font=\\small}, tick label style={font=\\footnotesize}, title style={font=\\scriptsize\\bfseries},
  scaled ticks=false, every axis plot/.append style={no marks, line join=round},
}}%
${legend}\\begin{tikzpicture}${units}
${[...drawn.map((one) => one.tex), ...painted].join('')}\\end{tikzpicture}%
`;
  return {
    tex: withLatexMacros(tex),
    data: Object.fromEntries(drawn.map(({ own, data }) => [own, data])),
  };
}
