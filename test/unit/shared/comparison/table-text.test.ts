import { parse } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rankColumn } from '../../../../src-shared/comparison/ranking.ts';
import { suiteTableText } from '../../../../src-shared/comparison/suite-text.ts';
import { tableText, type NumberTable } from '../../../../src-shared/comparison/table-text.ts';

describe('rankColumn', () => {
  it('marks the best and the second, in either direction', () => {
    expect(rankColumn([1, 3, 2], true, 1)).toEqual([undefined, 'best', 'second']);
    expect(rankColumn([1, 3, 2], false, 1)).toEqual(['best', undefined, 'second']);
  });

  it('marks alike what prints alike, and nothing that stands alone', () => {
    expect(rankColumn([70.04, 70.01, 69, null], true, 1)).toEqual(['best', 'best', 'second', undefined]);
    expect(rankColumn([70, null], true, 1)).toEqual([undefined, undefined]);
  });
});

const table: NumberTable = {
  rowHead: 'Method',
  decimals: 1,
  columns: [
    { label: 'Gauss.', group: 'Noise', higherIsBetter: true },
    { label: 'Shot', group: 'Noise', higherIsBetter: true },
    { label: 'ECE', group: null, higherIsBetter: false },
  ],
  rows: [
    {
      label: 'TENT, lr 5 %',
      values: [
        { mean: 60.25, std: 0.5 },
        { mean: 61, std: null },
        { mean: 8, std: null },
      ],
    },
    { label: 'MGTTA_a|b', values: [{ mean: 64.5, std: 0.25 }, null, { mean: 4.04, std: null }] },
  ],
};

describe('tableText', () => {
  it('writes all digits to CSV, with deviations only where there are any', () => {
    expect(tableText(table, 'csv')).toBe(
      'Method,Noise Gauss.,Noise Gauss. std,Noise Shot,ECE\n"TENT, lr 5 %",60.25,0.5,61,8\nMGTTA_a|b,64.5,0.25,,4.04\n',
    );
  });

  it('marks the best in Markdown', () => {
    const lines = tableText(table, 'markdown').trimEnd().split('\n');
    expect(lines[1]).toBe('| --- | ---: | ---: | ---: |');
    expect(lines[3]).toBe('| MGTTA\\_a\\|b | **64.5** ± 0.3 | – | **4.0** |'.replace('\\_', '_'));
    for (const line of lines) expect(line.replaceAll('\\|', '').split('|')).toHaveLength(6);
  });

  it('marks the best in LaTeX and escapes what LaTeX would take for its own', () => {
    const latex = tableText(table, 'latex');
    expect(latex).toContain('MGTTA\\_a|b & \\textbf{64.5} {\\scriptsize$\\pm$0.3} & -- & \\textbf{4.0} \\\\');
    expect(latex).toContain('TENT, lr 5 \\%');
    expect(latex).toContain('\\multicolumn{2}{c}{Noise} & \\multicolumn{1}{c}{}');
    expect(latex).toContain('\\cmidrule(lr){2-3}');
    expect(latex).toMatch(/\\begin\{tabular\}\{lrrr\}[^]*\\end\{tabular\}/);
    for (const line of latex.split('\n').filter((text) => text.includes('\\scriptsize'))) {
      expect(line.split(' & ')).toHaveLength(4);
    }
  });
});

describe('suiteTableText', () => {
  it('is named after the suite', () => {
    const summary = {
      id: 'quickstart-mixed',
      family: 'embedded' as const,
      title: '',
      about: '',
      runs: 1,
      finished: 1,
      active: false,
    };
    const state = {
      summary,
      rows: [{ id: 'a', label: 'A' }],
      columns: [{ id: 'average', label: 'Avg.', group: null, higherIsBetter: true }],
      cells: [
        { row: 'a', column: 'average', runIds: ['1'], status: 'done' as const, mean: 61.5, std: null, published: null },
      ],
      notes: [],
      hasRunsPerColumn: false,
      pretrainings: [],
      seeds: [1],
      curve: null,
    };
    const file = suiteTableText(state, 'csv');
    expect(parse(file.name)).toMatchObject({ name: 'quickstart-mixed', ext: '.csv' });
    expect(file.text).toBe('Method,Avg.\nA,61.5\n');

    const printed = { ...state, cells: state.cells.map((cell) => ({ ...cell, published: 62 })) };
    expect(suiteTableText(printed, 'csv').text).toBe('Method,Avg.,Avg. published\nA,61.5,62\n');
    expect(suiteTableText(printed, 'markdown').text).toContain('| A | 61.5 (62.0) |');
    expect(suiteTableText(printed, 'latex').text).toContain('A & 61.5 {\\scriptsize (62.0)}');
  });
});
