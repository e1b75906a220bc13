import { expect, it } from 'vitest';
import type { TestedRow } from '../../../../src-shared/api/runs.ts';
import { tableText, type NumberTable } from '../../../../src-shared/comparison/table-text.ts';
import { differenceText, pText, testedTable } from '../../../../src-shared/comparison/tested-table.ts';

const difference = { difference: -0.012, low: -0.02, high: 0.00001, p: 0.04, seeds: 3, wilcoxonP: null, streams: [] };
const row = (rest: Partial<TestedRow>): TestedRow => ({
  toBaseline: null,
  toBest: null,
  isBest: false,
  problem: null,
  ...rest,
});
const tested = [
  row({ isBest: true }),
  row({ toBest: { ...difference, adjustedP: 0.08 } }),
  row({ toBest: { ...difference, adjustedP: 0.0004 } }),
  row({ problem: 'It keeps no records.' }),
];
const table: NumberTable = {
  rowHead: 'Method',
  decimals: 1,
  columns: [
    { label: 'Fog', group: null, higherIsBetter: true },
    { label: 'Avg.', group: null, higherIsBetter: true },
  ],
  rows: ['A', 'B', 'C', 'D'].map((label, i) => ({
    label,
    values: [
      { mean: 50 - i, std: null },
      { mean: 60 - i, std: null },
    ],
  })),
};

it('differences and p-values read as in papers', () => {
  expect(differenceText(difference)).toBe('−1.20 [−2.00, 0.00]');
  expect(pText(0.0004)).toBe('< 0.001');
  expect(pText(0.04)).toBe('0.040');
});

it('rows not significantly different from the best are marked at their average', () => {
  const marked = testedTable(table, tested);
  const markdown = tableText(marked, 'markdown').split('\n');
  expect(markdown.slice(2, 6)).toEqual([
    '| A | **50.0** | **60.0** ≈ |',
    '| B | <u>49.0</u> | <u>59.0</u> ≈ |',
    '| C | 48.0 | 58.0 |',
    '| D | 47.0 | 57.0 |',
  ]);
  expect(tableText(marked, 'latex')).toContain('\\underline{59.0}$^{\\approx}$ \\\\');
});

it('the best row has no mark where every other one differs from it', () => {
  const [best, , below] = tested;
  const alone = testedTable({ ...table, rows: table.rows.slice(0, 2) }, [best!, below!]);
  expect(tableText(alone, 'markdown')).not.toContain('≈');
});

it('files have what the tests gave', () => {
  const [head, ...lines] = tableText(testedTable(table, tested), 'csv').trimEnd().split(/\r?\n/);
  const column = (name: string) => lines.map((line) => line.split(',')[head!.split(',').indexOf(name)]);
  expect(column('p_holm_to_best')).toEqual(['', '0.08', '0.0004', '']);
  expect(column('difference_points_to_best')).toEqual(['', '-1.2', '-1.2', '']);
  expect(column('tied_with_best')).toEqual(['yes', 'yes', 'no', '']);
});
