import { csvText, numberText } from '../csv.ts';

/** A series as it is drawn, with its spread where it is a mean. */
export interface CsvSeries {
  readonly name: string;
  readonly x: readonly (number | string)[];
  readonly y: readonly (number | null)[];
  readonly std?: readonly (number | null)[] | undefined;
}

const text = (value: number | string | null | undefined): string =>
  typeof value === 'number' ? numberText(value) : (value ?? '');

/**
 * One row per point: `series,x,y`, and `std` if any series has one (RFC 4180, nothing for null).
 */
export function seriesCsv(series: readonly CsvSeries[]): string {
  const withStd = series.some(({ std }) => std !== undefined);
  const rows = series.flatMap(({ name, x, y, std }) =>
    x.map((at, index) => {
      const cells = [name, text(at), text(y[index])];
      return withStd ? [...cells, text(std?.[index])] : cells;
    }),
  );
  const header = ['series', 'x', 'y', ...(withStd ? ['std'] : [])];
  return csvText([header, ...rows]);
}
