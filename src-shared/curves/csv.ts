import { csvText, numberText } from '../csv.ts';

/** A series as it is drawn, with its spread where it is a mean. */
export interface CsvSeries {
  readonly name: string;
  readonly x: readonly (number | string)[];
  readonly y: readonly (number | null)[];
  readonly std?: readonly (number | null)[] | undefined;
}

/** Names of the axes of a drawing in a file. */
export interface CsvAxes {
  readonly x: string;
  /** Ends with `percent` where fractions are written in percent. */
  readonly y: string;
}

const scaled = (value: number | null | undefined, { y }: CsvAxes): number | null | undefined =>
  typeof value === 'number' && y.endsWith('percent') ? 100 * value : value;

/** A label as a heading: `Top-1 accuracy (%)` of fractions is `top_1_accuracy_percent`. */
export function axisName(label: string, isFraction: boolean): string {
  const plain = label
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('‖', '')
    .replaceAll(/\((?:%|percent)\)/g, '');
  const name = plain.replaceAll(/[^\p{L}\p{N}]+/gu, '_').replaceAll(/^_|_$/g, '') || 'value';
  return isFraction ? `${name}_percent` : name;
}

const text = (value: number | string | null | undefined): string =>
  typeof value === 'number' ? numberText(value) : (value ?? '');

/**
 * One row per point: `series,x,y`, and `std_y` if any series has one; headings say what is drawn (RFC 4180, nothing for null).
 */
export function seriesCsv(series: readonly CsvSeries[], axes: CsvAxes = { x: 'x', y: 'y' }): string {
  const withStd = series.some(({ std }) => std !== undefined);
  const rows = series.flatMap(({ name, x, y, std }) =>
    x.map((at, index) => {
      const cells = [name, text(at), text(scaled(y[index], axes))];
      return withStd ? [...cells, text(scaled(std?.[index], axes))] : cells;
    }),
  );
  const header = ['series', axes.x, axes.y, ...(withStd ? [`std_${axes.y}`] : [])];
  return csvText([header, ...rows]);
}
