import { publishedText, type NumberTable, type TableValue } from '../../../src-shared/comparison/table-text.ts';
import { rankColumn, type Rank } from '../../../src-shared/comparison/ranking.ts';
import { render } from './tables.ts';

/** The best in bold and the second underlined; where text can't be styled, two stars and one. */
function mark(text: string, rank: Rank, styled: boolean): string {
  if (rank === undefined) return text;
  if (!styled) return `${text} ${rank === 'best' ? '**' : '*'}`;
  return rank === 'best' ? `\u001b[1m${text}\u001b[22m` : `\u001b[4m${text}\u001b[24m`;
}

/** A table of numbers for the terminal. */
export function numbersTable({ rowHead, columns, rows, decimals }: NumberTable, styled: boolean): string {
  const ranks = columns.map(({ higherIsBetter }, column) => {
    const means = rows.map(({ values }) => values[column]?.mean ?? null);
    return rankColumn(means, higherIsBetter, decimals);
  });
  const text = ({ mean, std }: TableValue): string =>
    std === null ? mean.toFixed(decimals) : `${mean.toFixed(decimals)} ± ${std.toFixed(decimals)}`;
  return render(
    [rowHead, ...columns.map(({ label }) => label)],
    rows.map(({ label, values, published }, row) => [
      label,
      ...values.map((value, column) => {
        const own = value ? mark(text(value), ranks[column]![row], styled) : '–';
        return own + publishedText(published?.[column], decimals);
      }),
    ]),
  );
}
