import type { PlannedAxis } from '../../../src-shared/charts/draw/line-plan.ts';
import type { Figure, FigurePart } from '../../../src-shared/charts/export/figure.ts';
import { writtenFactor } from '../../../src-shared/charts/format.ts';
import { numberText } from '../../../src-shared/csv.ts';
import { latexText } from '../../../src-shared/latex.ts';

/** Columns of numbers as PGFPlots reads them; shorter ones are filled up, and gaps are `nan`. */
export function datText(columns: Readonly<Record<string, readonly (number | null | undefined)[]>>): string {
  const names = Object.keys(columns);
  const length = Math.max(0, ...Object.values(columns).map((values) => values.length));
  const rows = Array.from({ length }, (_, row) =>
    names.map((name) => {
      const value = columns[name]![row];
      return value === null || value === undefined ? 'nan' : numberText(value);
    }),
  );
  return [names, ...rows].map((row) => `${row.join(' ')}\n`).join('');
}

/** A list as a value of a key: braces keep its commas together. */
export const listed = (items: readonly (string | number)[]): string => `{${items.join(',')}}`;

export function axisKeys(axis: 'x' | 'y', { min, max, ticks, texts, label, format }: PlannedAxis): string[] {
  const factor = writtenFactor(format);
  const scaled = (value: number): string => numberText(Number((factor * value).toPrecision(12)));
  return [
    `${axis}min=${scaled(min)}`,
    `${axis}max=${scaled(max)}`,
    `${axis}tick=${listed(ticks.map(scaled))}`,
    `${axis}ticklabels=${listed(texts.map((text) => `{${latexText(text)}}`))}`,
    ...(label === '' ? [] : [`${axis}label={${latexText(label)}}`]),
  ];
}

/** The axis of a chart with the room that it takes of the figure. */
export function axisOf(part: FigurePart, figure: Figure, keys: readonly string[], content: string, width = 1): string {
  const share = (pixels: number): string => (pixels / figure.width).toFixed(4);
  const single = figure.parts.length === 1;
  const place = single
    ? []
    : [`at={(${share(part.x)}\\linewidth,-${share(part.y)}\\linewidth)}`, 'anchor=north west', 'tiny'];
  const size = single
    ? [`width=${width}\\linewidth`, `height=${share(Math.max(part.height, 0.45 * part.width))}\\linewidth`]
    : [`width=${share(part.width)}\\linewidth`, `height=${share(part.height)}\\linewidth`, 'scale only axis=false'];
  const title = part.title === undefined ? [] : [`title={${latexText(part.title)}}`];
  const all = [...place, ...size, ...title, ...keys];
  return `\\begin{axis}[lab axis,\n  ${all.join(',\n  ')}]\n${content}\\end{axis}\n`;
}
