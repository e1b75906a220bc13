import { escaped } from '../../../src-shared/charts/export/svg-text.ts';
import {
  isMarkedTied,
  publishedText,
  ranksOf,
  soFarMark,
  tiedMark,
  type NumberTable,
  type TableValue,
} from '../../../src-shared/comparison/table-text.ts';

type Columns = NumberTable['columns'];

/** Neighbouring columns of one group, with their count. */
function spansOf(columns: Columns): { readonly group: string | null; readonly count: number }[] {
  const spans: { group: string | null; count: number }[] = [];
  for (const { group } of columns) {
    const last = spans.at(-1);
    if (last && last.group === group) last.count++;
    else spans.push({ group, count: 1 });
  }
  return spans;
}

function headOf({ rowHead, columns }: NumberTable): string {
  const labels = columns.map(({ label }) => `<th scope="col" class="number">${escaped(label)}</th>`).join('');
  const corner = (rows: number) => `<th scope="col"${rows > 1 ? ` rowspan="${rows}"` : ''}>${escaped(rowHead)}</th>`;
  if (columns.every(({ group }) => group === null)) return `<thead><tr>${corner(1)}${labels}</tr></thead>`;
  const groups = spansOf(columns).map(({ group, count }) =>
    group === null
      ? `<td colspan="${count}"></td>`
      : `<th scope="colgroup" colspan="${count}" class="group">${escaped(group)}</th>`,
  );
  return `<thead><tr>${corner(2)}${groups.join('')}</tr><tr>${labels}</tr></thead>`;
}

function cellOf(
  value: TableValue | null | undefined,
  rank: 'best' | 'second' | null | undefined,
  decimals: number,
): string {
  if (!value) return '–';
  const text = value.mean.toFixed(decimals).replace('-', '−');
  const marked = rank === 'best' ? `<strong>${text}</strong>` : rank === 'second' ? `<u>${text}</u>` : text;
  const deviation = value.std === null ? '' : `<small> ±\u202f${value.std.toFixed(decimals)}</small>`;
  return marked + deviation + (value.soFar ? `<small>${soFarMark}</small>` : '');
}

/** A table of numbers in HTML, marked as Compare does: the best of a column in bold, the second underlined. */
export function numbersHtml(table: NumberTable, caption: string): string {
  const { columns, rows, decimals } = table;
  const ranks = ranksOf(table);
  const body = rows.map(({ label, values, published }, row) => {
    const cells = columns.map((_, column) => {
      const printed = publishedText(published?.[column], decimals);
      const tied = isMarkedTied(table, row, column) ? `<small> ${tiedMark}</small>` : '';
      const cell = cellOf(values[column], ranks[column]?.[row], decimals);
      return `<td class="number">${cell}${tied}${printed === '' ? '' : `<small>${printed}</small>`}</td>`;
    });
    return `<tr><th scope="row">${escaped(label)}</th>${cells.join('')}</tr>`;
  });
  const text = `<caption>${escaped(caption)}</caption>${headOf(table)}<tbody>${body.join('\n')}</tbody>`;
  return `<table class="numbers">${text}</table>`;
}
