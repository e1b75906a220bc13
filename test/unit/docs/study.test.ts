import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawings } from '../../../scripts/study/figures.ts';
import { conditions, configOf, pretrainingOf, recipes } from '../../../scripts/study/plan.ts';
import { readRows, rowsCsv } from '../../../scripts/study/rows.ts';
import { bestOf, paired, readNumbers, tablesIn, tablesOf, withTables } from '../../../scripts/study/tables.ts';

const docs = path.resolve(import.meta.dirname, '../../../docs');
const page = readFileSync(path.join(docs, 'study.md'), 'utf8');
const numbers = readNumbers((name) => readFileSync(path.join(docs, 'study', `${name}.csv`), 'utf8'));

describe('docs/study.md', () => {
  it.each(tablesOf(numbers).map((table) => [table[0]?.join(', '), table] as const))(
    'has the numbers of its files in the table %s',
    (_, table) => {
      expect(table.length).toBeGreaterThan(1);
      expect(tablesIn(page)).toContainEqual(table);
    },
  );

  it('is written as the formatter leaves it', () => {
    expect(withTables(page, tablesOf(numbers))).toBe(page);
  });

  it.each(Object.entries(drawings(numbers)))('shows the numbers of its files in %s.svg', (name, svg) => {
    expect(page).toContain(`](study/${name}.svg)`);
    expect(readFileSync(path.join(docs, 'study', `${name}.svg`), 'utf8')).toBe(svg);
  });

  it('has three seeds of all that it compares', () => {
    const groups = Map.groupBy(numbers.runs, ({ streams, method, lr }) => `${streams} ${method} ${lr}`);
    expect(groups.size).toBeGreaterThan(8);
    expect([...groups].filter(([, rows]) => new Set(rows.map(({ seed }) => seed)).size !== 3)).toEqual([]);
  });
});

it('the study touches no test image', () => {
  for (const condition of conditions) {
    expect(configOf(condition, 0, null).dataset).toEqual({ kind: 'quickstart', split: 'validation' });
  }
  for (const recipe of recipes) {
    const { tasks = [], ...first } = pretrainingOf(recipe, 0);
    for (const { dataset, evaluation } of [first, ...tasks]) {
      expect([dataset, evaluation]).toMatchObject([{ split: 'train' }, { split: 'validation' }]);
    }
  }
});

describe('tables of a page', () => {
  it('are found by their heads and replaced, formatted or not', () => {
    const text = 'Words.\n\n| a   | b |\n| --- | - |\n| 1   | 2 |\n| 3   | 4 |\n\nMore | words.\n';
    expect(tablesIn(text)).toEqual([
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ]);
    const after = withTables(text, [
      [
        ['a', 'b'],
        ['5', '6'],
      ],
      [['c'], ['7']],
    ]);
    expect(after).toBe('Words.\n\n| a   | b   |\n| --- | --- |\n| 5   | 6   |\n\nMore | words.\n');
  });

  it('differ run by run of the same seed', () => {
    const rows = [0.5, 0.7].map((accuracy, i) => ({ seed: i, accuracy }));
    const others = [{ seed: 1, accuracy: 0.6 }];
    expect(paired(rows, others, 'accuracy')).toEqual([expect.closeTo(10, 9)]);
  });

  it('take the setting with the best mean', () => {
    const group = (...values: number[]) => values.map((accuracy, seed) => ({ seed, accuracy }));
    const groups = [group(0.5, 0.6), group(0.4, 0.8), group(0.55, 0.55)];
    expect(bestOf(groups, 'accuracy')).toBe(groups[1]);
  });
});

it('rows come out of a file as they went in, to six digits', () => {
  const rows = [
    { method: 'MGTTA λ 1.6', lr: null, accuracy: 2 / 3 },
    { method: 'NoAdapt', lr: 0.01, accuracy: 1 },
  ];
  expect(readRows(rowsCsv(rows))).toEqual([{ ...rows[0], accuracy: 0.666667 }, rows[1]]);
  expect(() => rowsCsv([{ method: 'a,b' }])).toThrow('quotes');
});
