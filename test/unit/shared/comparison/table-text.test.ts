import { parse } from 'node:path';
import { suiteBaseline, suiteTestRows } from '../../../../src-shared/comparison/suite-tests.ts';
import { describe, expect, it } from 'vitest';
import type { SuiteState } from '../../../../src-shared/api/lab.ts';
import { comparisonColumns, comparisonTable } from '../../../../src-shared/comparison/comparison-table.ts';
import { rankColumn } from '../../../../src-shared/comparison/ranking.ts';
import { comparisonRows } from '../../../../src-shared/comparison/rows.ts';
import { suiteTableText } from '../../../../src-shared/comparison/suite-text.ts';
import { tableText, type NumberTable } from '../../../../src-shared/comparison/table-text.ts';
import { doneRun } from './support.ts';

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
    expect(latex).toContain('MGTTA\\_a\\textbar{}b & \\textbf{64.5} {\\scriptsize$\\pm$0.3} & -- & \\textbf{4.0} \\\\');
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
  const summary = {
    ...{ id: 'quickstart-mixed', family: 'embedded' as const, title: '', about: '' },
    ...{ runs: 1, finished: 1, active: false },
  };
  const top1 = { group: null, higherIsBetter: true, unit: 'top1_percent' };
  const cell = {
    row: 'a',
    column: 'average',
    runIds: ['1'],
    status: 'done' as const,
    std: null,
    published: null,
    source: null,
  };
  const state: SuiteState = {
    ...{
      summary,
      notes: [],
      withheld: [],
      metric: 'top1',
      hasRunsPerColumn: false,
      choices: { corruptions: [], images: 500 },
      pretrainings: [],
      seeds: [1],
      curve: null,
    },
    rows: [{ id: 'a', label: 'A', method: 'tent' }],
    columns: [{ id: 'average', label: 'Avg.', ...top1 }],
    cells: [{ ...cell, mean: 0.602 * 100 }],
  };
  const gone = () => undefined;
  const headings = (text: string) => text.split('\n')[0];

  it('marks those not significantly different from the best in the tested column, also in LaTeX', () => {
    const two: SuiteState = {
      ...state,
      rows: [...state.rows, { id: 'b', label: 'B', method: 'noadapt' }],
      columns: [...state.columns, { ...top1, id: 'seconds', label: 'Seconds', unit: 'compute_seconds' }],
      cells: ['a', 'b'].flatMap((row) => ['average', 'seconds'].map((column) => ({ ...cell, row, column, mean: 60 }))),
    };
    const none = { problem: null, toBaseline: null };
    const toBest = {
      difference: 0.01,
      low: 0,
      high: 0.02,
      p: 0.4,
      adjustedP: 0.4,
      seeds: 2,
      wilcoxonP: null,
      streams: [],
    };
    const tested = [
      { ...none, isBest: true, toBest: null },
      { ...none, isBest: false, toBest },
    ];
    const text = (one: SuiteState, tests = tested) => suiteTableText(one, 'latex', gone, tests).text;
    expect(text(two)).toContain('B & \\textbf{60.0}$^{\\approx}$ & \\textbf{60.0} \\\\');
    expect(text({ ...two, metric: 'nll' })).not.toContain('approx');
    // Where rows of the column measure different things, none is the best, or as good as that.
    const columns = two.columns.map((column) =>
      column.id === 'average' ? { ...column, isRanked: false as const } : column,
    );
    expect(text({ ...two, columns })).toContain('B & 60.0 & \\textbf{60.0} \\\\');
    expect(suiteTableText(two, 'csv', gone, tested).text).toMatch(/p_holm_to_best[^]*\nB,60,60,.*,0\.4,/);
    expect(suiteTestRows(two)).toEqual([['1'], ['1']]);
    expect(suiteBaseline(two)).toBe(1);
  });

  it('is named after the suite', () => {
    const file = suiteTableText(state, 'csv', gone);
    expect(parse(file.name)).toMatchObject({ name: 'quickstart-mixed', ext: '.csv' });
    expect(file.text).toBe('Method,Avg. top1_percent,method_id,n_seeds,seeds,runs\nA,60.2,,0,,\n');

    const printed = { ...state, cells: state.cells.map((one) => ({ ...one, published: 62 })) };
    expect(suiteTableText(printed, 'csv', gone).text).toContain('Avg. top1_percent,Avg. top1_percent published,');
    expect(suiteTableText(printed, 'csv', gone).text).toContain('A,60.2,62,');
    expect(suiteTableText(printed, 'markdown', gone).text).toContain('| A | 60.2 (62.0) |');
    expect(suiteTableText(printed, 'latex', gone).text).toContain('A & 60.2 {\\scriptsize (62.0)}');
  });

  it('says of each number what it is, of each row its runs and in what the rows differ', () => {
    const stored = new Map(
      [
        doneRun('TENT 1', { fog: 0.5 }, { seed: 1, options: { lr: 0.1 } }),
        doneRun('TENT 2', { fog: 0.6 }, { seed: 2, options: { lr: 0.1 } }),
        doneRun('NoAdapt', { fog: 0.4 }, { method: 'noadapt', seed: 1, batchSize: 8 }),
      ].map(({ run }) => [run.id, run]),
    );
    const [first, second, third] = [...stored.keys()];
    const whole: SuiteState = {
      ...state,
      rows: [
        { id: 'a', label: 'A', method: 'tent' },
        { id: 'b', label: 'B', method: 'tent' },
      ],
      columns: [
        { id: 'fog', label: 'Fog', ...top1, group: 'Weather' },
        { id: 'b8', label: '8', ...top1 },
        { id: 'ece', label: 'ECE', ...top1, unit: 'ece_percent' },
        { id: 'seconds', label: 'Seconds', ...top1, unit: 'compute_seconds' },
      ],
      curve: { xLabel: 'Batch size', yLabel: '', x: [null, 8, null, null] },
      cells: [
        { ...cell, column: 'fog', runIds: [first!, second!], mean: 55, std: 7 },
        { ...cell, row: 'b', column: 'fog', runIds: [third!], mean: 40 },
        { ...cell, row: 'b', column: 'ece', runIds: ['waiting'], mean: null },
      ],
    };
    const lines = suiteTableText(whole, 'csv', (id) => stored.get(id)).text.split('\n');
    expect(lines).toEqual([
      'Method,Weather Fog top1_percent,Weather Fog top1_percent std,Batch size 8 top1_percent,ece_percent,compute_seconds,' +
        'method_id,n_seeds,seeds,runs,setting.option.lr,setting.batch_size',
      `A,55,7,,,,tent,2,1 2,${first} ${second},0.1,64`,
      `B,40,,,,,noadapt,1,1,${third},,8`,
      '',
    ]);
  });

  it('has the headings of comparisons', () => {
    const runs = [doneRun('TENT', { fog: 0.5 })];
    const compared = comparisonTable(comparisonRows(runs), comparisonColumns(runs), 'top1');
    const columns = [
      { id: 'fog', label: 'Fog', ...top1, group: 'Weather' },
      { id: 'average', label: 'Avg.', ...top1 },
    ];
    const ofSuite = suiteTableText({ ...state, columns, cells: [] }, 'csv', gone);
    expect(headings(ofSuite.text)).toBe(headings(tableText(compared, 'csv')));
  });
});
