import { stringify } from 'csv-stringify/sync';
import { numberText, shownText } from '../../src-shared/csv.ts';

export type Cell = string | number | boolean | null | undefined;

/** A column: its heading and what it shows of a row. */
export interface Column<Row> {
  readonly name: string;
  readonly value: (row: Row) => Cell;
}

const write = (cells: readonly (readonly Cell[])[]): string =>
  stringify([...cells], {
    cast: { boolean: String, number: numberText, string: shownText },
    record_delimiter: '\n',
    // A carriage return ends a row for some readers.
    quoted_match: /\r/,
  });

/** The heading line of a CSV. */
export function csvHeading<Row>(columns: readonly Column<Row>[]): string {
  return write([columns.map(({ name }) => name)]);
}

/** The lines of some rows of a CSV (RFC 4180); nothing for null, and no text that spreadsheets would compute. */
export function csvRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return write(rows.map((row) => columns.map(({ value }) => value(row))));
}

/** CSV with one heading line. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return csvHeading(columns) + csvRows(rows, columns);
}

/** A fraction in percent; nothing where it was not measured. */
export function percent(fraction: number | null | undefined): number | null {
  return fraction === null || fraction === undefined ? null : 100 * fraction;
}
