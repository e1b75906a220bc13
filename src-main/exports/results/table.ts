import { LabError } from '../../../src-shared/errors.ts';

/** A line of a table, by the names of its columns. */
export interface TableLine {
  /** In the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface ReadTable {
  readonly heading: readonly string[];
  readonly lines: readonly TableLine[];
  /** Numbers may have a decimal comma, since commas part no fields. */
  readonly decimalComma: boolean;
}

/** The lines of a text, whatever ends them, without a byte-order mark. */
export const linesOf = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);

const separators = [',', ';', '\t'] as const;

/** A line of CSV (RFC 4180) cut into its fields; a quoted one ends on its line. */
function fieldsOf(line: string, separator: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === '"' && quoted && line[at + 1] === '"') {
      field += '"';
      at++;
    } else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      fields.push(field.trim());
      field = '';
    } else field += character;
  }
  return [...fields, field.trim()];
}

/**
 * Reads a table with a heading: fields parted by commas, semicolons or tabs. Empty lines are left out.
 * @param name of the file, for messages
 * @throws LabError `bad-input` for an empty file, or a line with more or fewer fields than the heading
 */
export function readTable(text: string, name: string): ReadTable {
  const filled = linesOf(text).flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, text: line }]));
  const [first, ...rest] = filled;
  if (!first) throw new LabError('bad-input', `${name} is empty.`, 'Give a CSV with a heading, or a log.');
  const separator = separators.toSorted((a, b) => first.text.split(b).length - first.text.split(a).length)[0]!;
  const heading = fieldsOf(first.text, separator);
  const lines = rest.map(({ line, text: own }) => ({ line, cells: fieldsOf(own, separator) }));
  const uneven = lines.find(({ cells }) => cells.length !== heading.length);
  if (uneven) {
    throw new LabError(
      'bad-input',
      `Line ${uneven.line} of ${name} has ${uneven.cells.length} fields, its heading ${heading.length}.`,
      'Give each line as many fields as the heading; texts with commas stand in quotes.',
    );
  }
  return { heading, lines, decimalComma: separator !== ',' };
}
