import {
  isMarkedTied,
  publishedText,
  ranksOf,
  soFarMark,
  tiedMark,
  type NumberTable,
  type TableValue,
} from '../../../src-shared/comparison/table-text.ts';
import type { Rank } from '../../../src-shared/comparison/ranking.ts';
import { render } from './run-tables.ts';

/** The best in bold and the second underlined; where text can't be styled, two stars and one. */
function mark(text: string, rank: Rank, styled: boolean): string {
  if (rank === undefined) return text;
  if (!styled) return `${text} ${rank === 'best' ? '**' : '*'}`;
  return rank === 'best' ? `\u001b[1m${text}\u001b[22m` : `\u001b[4m${text}\u001b[24m`;
}

/** A table of numbers for the terminal. */
export function numbersTable(table: NumberTable, styled: boolean): string {
  const { rowHead, columns, rows, decimals } = table;
  const ranks = ranksOf(table);
  const text = ({ mean, std, soFar = false }: TableValue): string => {
    const deviation = std === null ? '' : ` ± ${std.toFixed(decimals)}`;
    return mean.toFixed(decimals) + deviation + (soFar ? soFarMark : '');
  };
  return render(
    [rowHead, ...columns.map(({ label }) => label)],
    rows.map(({ label, values, published }, row) => [
      label,
      ...values.map((value, column) => {
        const own = value ? mark(text(value), ranks[column]![row], styled) : '–';
        const tie = isMarkedTied(table, row, column) ? ` ${tiedMark}` : '';
        return own + publishedText(published?.[column], decimals) + tie;
      }),
    ]),
  );
}
