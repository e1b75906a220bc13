import { stringify } from 'csv-stringify/sync';
import { numberText, shownText } from '../../src-shared/csv.ts';

export type Cell = string | number | boolean | null | undefined;

/** A column: its heading and what it shows of a row. */
export interface Column<Row> {
  readonly name: string;
  readonly value: (row: Row) => Cell;
}

/** CSV with one heading line (RFC 4180); nothing for null, and no text that spreadsheets would compute. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return stringify([columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ value }) => value(row)))], {
    cast: { boolean: String, number: numberText, string: shownText },
    record_delimiter: '\n',
    // A carriage return ends a row for some readers.
    quoted_match: /\r/,
  });
}
