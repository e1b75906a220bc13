import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null | undefined;

/** A column: its heading and what it shows of a row. */
export interface Column<Row> {
  readonly name: string;
  readonly value: (row: Row) => Cell;
}

/** CSV with one heading line (RFC 4180); numbers in full precision, nothing for null. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return stringify([columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ value }) => value(row)))], {
    cast: { boolean: String },
    record_delimiter: '\n',
  });
}
