import { escaped } from '../../../src-shared/charts/export/svg-text.ts';
import { columnGroups } from '../../../src-shared/comparison/column-groups.ts';
import {
  isMarkedTied,
  publishedText,
  ranksOf,
  soFarMark,
  tiedMark,
  type NumberTable,
  type TableValue,
} from '../../../src-shared/comparison/table-text.ts';

function headOf({ rowHead, columns }: NumberTable): string {
  const labels = columns.map(({ label }) => `<th scope="col" class="number">${escaped(label)}</th>`).join('');
  const corner = (rows: number) => `<th scope="col"${rows > 1 ? ` rowspan="${rows}"` : ''}>${escaped(rowHead)}</th>`;
  const groups = columnGroups(columns);
  if (groups.length === 0) return `<thead><tr>${corner(1)}${labels}</tr></thead>`;
  const heads = groups.map(({ group, span }) =>
    group === null
      ? `<td colspan="${span}"></td>`
      : `<th scope="colgroup" colspan="${span}" class="group">${escaped(group)}</th>`,
  );
  return `<thead><tr>${corner(2)}${heads.join('')}</tr><tr>${labels}</tr></thead>`;
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
