import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../src-main/exports/export-csv.ts';
import { csvText, numberText } from '../../../src-shared/csv.ts';
import { tableText, type NumberTable } from '../../../src-shared/comparison/table-text.ts';

const harmful = ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://a","b")'];

describe('CSV', () => {
  it.each(harmful)('has no cell that a spreadsheet would compute: %j', (text) => {
    const quoted = (cell: string) => (/["\r,]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    expect(csvText([[text]])).toBe(`${quoted(`'${text}`)}\n`);
    expect(toCsv([text], [{ name: 'name', value: (row) => row }])).toBe(`name\n${quoted(`'${text}`)}\n`);
  });

  it('keeps numbers, also negative ones, and names that only look odd', () => {
    expect(csvText([['-1.5', '+3', '-2e-7', '.5', 'a=b', '–', '']])).toBe('-1.5,+3,-2e-7,.5,a=b,–,\n');
    expect(toCsv([-1.5], [{ name: 'x', value: (row) => row }])).toBe('x\n-1.5\n');
  });

  it('has no digits that are nothing but rounding', () => {
    expect([60.199999999999996, 0.1 + 0.2, 100 * 0.5702, 1e-20, 4_294_967_297].map(numberText)).toEqual([
      ...['60.2', '0.3', '57.02', '1e-20', '4294967297'],
    ]);
    expect(toCsv([60.199999999999996], [{ name: 'x', value: (row) => row }])).toBe('x\n60.2\n');
  });
});

describe('tables', () => {
  const table = (label: string): NumberTable => ({
    ...{ rowHead: 'Method', decimals: 1, columns: [{ label: 'Avg.', group: null, higherIsBetter: true }] },
    rows: [{ label, values: [{ mean: 60.199999999999996, std: null }] }],
  });

  it('keep a row in a line whatever a run is called', () => {
    for (const label of ['TENT\n| evil | 1 |', 'a\r\nb', 'a\u2028b']) {
      expect(tableText(table(label), 'markdown').trimEnd().split('\n')).toHaveLength(3);
      expect(tableText(table(label), 'latex')).toMatch(/^ {2}\S[^\n]* & 60\.2 \\\\$/m);
    }
    expect(tableText(table('TENT\n| evil'), 'markdown')).toContain('| TENT \\| evil | 60.2 |');
    expect(tableText(table('*`<b>\\'), 'markdown')).toContain('| \\*\\`\\<b>\\\\ |');
  });

  it('have the Greek of the settings in LaTeX', () => {
    expect(tableText(table('MGTTA, γ 10 × θ'), 'latex')).toContain('MGTTA, $\\gamma$ 10 $\\times$ $\\theta$ &');
  });

  it('have no digits in CSV that are nothing but rounding', () => {
    expect(tableText(table('=A1'), 'csv')).toBe("Method,Avg.\n'=A1,60.2\n");
  });
});
