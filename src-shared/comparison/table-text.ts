import { csvText, numberText } from '../csv.ts';
import { inOneLine, latexText, withLatexMacros } from '../latex.ts';
import { columnGroups } from './column-groups.ts';
import { rankColumn, type Rank } from './ranking.ts';
import type { RowFact } from './row-facts.ts';

/** A number of a table, with its standard deviation where it is a mean over seeds. */
export interface TableValue {
  readonly mean: number;
  readonly std: number | null;
  /** Set where it may still change, since not everything in it is done; such a value is never the best. */
  readonly soFar?: boolean;
}

/** Mark behind a value that may still change. */
export const soFarMark = ' so far';

/** Mark behind the last number of rows not significantly different from the best one. */
export const tiedMark = '≈';

/** A printed value as it stands behind one's own, in brackets. */
export function publishedText(value: number | null | undefined, decimals: number): string {
  return value === null || value === undefined ? '' : ` (${value.toFixed(decimals)})`;
}

/** A table of numbers as papers print them. */
export interface NumberTable {
  /** Head of the column of row names. */
  readonly rowHead: string;
  readonly columns: readonly {
    readonly label: string;
    /** Heads neighbouring columns; null for none. */
    readonly group: string | null;
    readonly higherIsBetter: boolean;
    /** False where its rows measure different things, so that none of them is the best. */
    readonly isRanked?: boolean;
    /** Its heading in CSV; made of group, label and the table's unit if missing. */
    readonly heading?: string;
  }[];
  readonly rows: readonly {
    readonly label: string;
    readonly values: readonly (TableValue | null)[];
    /** Printed values to lay beside, by column; null where there is none. */
    readonly published?: readonly (number | null)[];
    /** Its number in `tiedColumn` is not significantly different from the best of the tested rows. */
    readonly tied?: boolean;
  }[];
  /** Place of the column that was tested; the last one if missing. */
  readonly tiedColumn?: number;
  /** How many are printed in Markdown and LaTeX; CSV has all. */
  readonly decimals: number;
  /** Measured quantity and its unit, e.g. `top1_percent`: stands in each heading of a CSV file. */
  readonly unit?: string;
  /** Further CSV columns of each row, e.g. its seeds. */
  readonly facts?: readonly RowFact[];
}

export const tableFormats = ['csv', 'markdown', 'latex'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** Whether a number is not significantly different from the best one of its column. */
export function isMarkedTied({ columns, rows, tiedColumn }: NumberTable, row: number, column: number): boolean {
  const isTested = column === (tiedColumn ?? columns.length - 1) && columns[column]?.isRanked !== false;
  return isTested && rows[row]?.tied === true;
}

/** Best and second best of each column, by column and row. */
export function ranksOf({ columns, rows, decimals }: NumberTable): Rank[][] {
  return columns.map(({ higherIsBetter, isRanked = true }, column) => {
    const means = rows.map(({ values }) => {
      const value = values[column];
      return !isRanked || !value || value.soFar ? null : value.mean;
    });
    return rankColumn(means, higherIsBetter, decimals);
  });
}

const csvNumber = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : numberText(value);

function toCsv({ rowHead, columns, rows, unit, facts = [] }: NumberTable): string {
  // A column of deviations stands behind its means, if there is a single one.
  const withStd = columns.map((_, column) => rows.some(({ values }) => (values[column]?.std ?? null) !== null));
  const withPublished = columns.map((_, column) =>
    rows.some(({ published }) => (published?.[column] ?? null) !== null),
  );
  const withSoFar = columns.map((_, column) => rows.some(({ values }) => values[column]?.soFar));
  const name = ({ label, group, heading }: NumberTable['columns'][number]): string =>
    heading ?? [group, label, unit].filter((part) => part !== null && part !== undefined).join(' ');
  const head = columns.flatMap((column, i) => [
    name(column),
    ...(withStd[i] ? [`${name(column)} std`] : []),
    ...(withSoFar[i] ? [`${name(column)}${soFarMark}`] : []),
    ...(withPublished[i] ? [`${name(column)} published`] : []),
  ]);
  const lines = rows.map(({ label, values, published }, row) => [
    label,
    ...columns.flatMap((_, i) => [
      csvNumber(values[i]?.mean),
      ...(withStd[i] ? [csvNumber(values[i]?.std)] : []),
      ...(withSoFar[i] ? [values[i]?.soFar ? 'yes' : ''] : []),
      ...(withPublished[i] ? [csvNumber(published?.[i])] : []),
    ]),
    ...facts.map(({ values: own }) => own[row] ?? ''),
  ]);
  return csvText([[rowHead, ...head, ...facts.map((fact) => fact.name)], ...lines]);
}

function toMarkdown(table: NumberTable): string {
  const { rowHead, columns, rows, decimals } = table;
  const ranks = ranksOf(table);
  // A line break would end the row; the others would be read as marks.
  const escape = (text: string): string => inOneLine(text).replaceAll(/[\\|*`<]/g, (character) => `\\${character}`);
  const mark = (text: string, rank: Rank): string => {
    if (rank === 'best') return `**${text}**`;
    return rank === 'second' ? `<u>${text}</u>` : text;
  };
  const cell = (value: TableValue | null | undefined, rank: Rank): string => {
    if (!value) return '–';
    const mean = mark(value.mean.toFixed(decimals), rank);
    const deviation = value.std === null ? '' : ` ± ${value.std.toFixed(decimals)}`;
    return mean + deviation + (value.soFar ? soFarMark : '');
  };
  const line = (fields: readonly string[]): string => `| ${fields.join(' | ')} |\n`;
  return [
    line([escape(rowHead), ...columns.map(({ label }) => escape(label))]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows.map(({ label, values, published }, row) =>
      line([
        escape(label),
        ...columns.map(
          (_, i) =>
            cell(values[i], ranks[i]?.[row]) +
            publishedText(published?.[i], decimals) +
            (isMarkedTied(table, row, i) ? ` ${tiedMark}` : ''),
        ),
      ]),
    ),
  ].join('');
}

/** Column heads of groups, with rules below them; nothing where no column has a group. */
function latexGroups(columns: NumberTable['columns']): string {
  const groups = columnGroups(columns);
  if (groups.length === 0) return '';
  const heads = groups.map(({ group, span }) => `\\multicolumn{${span}}{c}{${latexText(group ?? '')}}`);
  // The first column has the names of the rows.
  let last = 1;
  const rules = groups.flatMap(({ group, span }) => {
    const first = last + 1;
    last += span;
    return group === null ? [] : [`\\cmidrule(lr){${first}-${last}}`];
  });
  return `  & ${heads.join(' & ')} \\\\\n  ${rules.join(' ')}\n`;
}

function toLatex(table: NumberTable): string {
  const { rowHead, columns, rows, decimals } = table;
  const ranks = ranksOf(table);
  const mark = (text: string, rank: Rank): string => {
    if (rank === 'best') return `\\textbf{${text}}`;
    return rank === 'second' ? `\\underline{${text}}` : text;
  };
  const cell = (value: TableValue | null | undefined, rank: Rank): string => {
    if (!value) return '--';
    const mean = mark(value.mean.toFixed(decimals), rank);
    const deviation = value.std === null ? '' : ` {\\scriptsize$\\pm$${value.std.toFixed(decimals)}}`;
    return mean + deviation + (value.soFar ? soFarMark : '');
  };
  const line = (fields: readonly string[]): string => `  ${fields.join(' & ')} \\\\\n`;
  const text = [
    '% needs \\usepackage{booktabs}\n',
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}\n`,
    '  \\toprule\n',
    latexGroups(columns),
    line([rowHead, ...columns.map(({ label }) => label)].map(latexText)),
    '  \\midrule\n',
    ...rows.map(({ label, values, published }, row) =>
      line([
        latexText(label),
        ...columns.map((_, i) => {
          const printed = publishedText(published?.[i], decimals);
          const mark = isMarkedTied(table, row, i) ? '$^{\\approx}$' : '';
          return cell(values[i], ranks[i]?.[row]) + mark + (printed === '' ? '' : ` {\\scriptsize${printed}}`);
        }),
      ]),
    ),
    '  \\bottomrule\n',
    '\\end{tabular}\n',
  ].join('');
  return withLatexMacros(text);
}

const writers: Readonly<Record<TableFormat, (table: NumberTable) => string>> = {
  csv: toCsv,
  markdown: toMarkdown,
  latex: toLatex,
};

/**
 * A table as text. In Markdown and LaTeX the best value of each column is bold and the second underlined, as in papers;
 * CSV has all digits and no marks.
 */
export function tableText(table: NumberTable, format: TableFormat): string {
  return writers[format](table);
}
