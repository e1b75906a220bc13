import { describe, expect, it } from 'vitest';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { quickstartSuites } from '../../../src-main/suites/quickstart-suites.ts';
import { meanColumn } from '../../../src-main/suites/columns.ts';
import { partFilter } from '../../../src-main/suites/suite-part.ts';

const suites = quickstartSuites(await readQuickstartSettings());
const found = suites.find((one) => new Set(one.plan(2020).map(({ columns }) => columns.join())).size > 1)!;
const mean = meanColumn(
  'mean',
  'Mean',
  found.columns.slice(0, 2).map(({ id }) => id),
);
const suite = { ...found, columns: [...found.columns, mean] };
const plan = suite.plan(2020);
const [row] = suite.rows;
const column = suite.columns[0]!;

describe('a part of a suite', () => {
  it('is all of it without a choice', () => {
    expect(plan.every(partFilter(suite, {}))).toBe(true);
  });

  it('has the runs of its rows and columns', () => {
    const ofRow = plan.filter(partFilter(suite, { rows: [row!.id] }));
    expect(ofRow.length).toBeGreaterThan(0);
    expect(ofRow.length).toBeLessThan(plan.length);
    expect(ofRow.every((planned) => planned.row === row!.id)).toBe(true);
    const cell = plan.filter(partFilter(suite, { rows: [row!.id], columns: [column.id] }));
    expect(cell.length).toBeGreaterThan(0);
    expect(cell.every(({ columns }) => columns.includes(column.id))).toBe(true);
  });

  it('has what a mean is made of', () => {
    const isWanted = partFilter(suite, { columns: [mean.id] });
    const expected = plan.filter(({ columns }) => columns.some((id) => mean.meanOf!.includes(id)));
    expect(plan.filter(isWanted)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });

  it('is refused where the table has no such row', () => {
    expect(() => partFilter(suite, { rows: ['nothing'] })).toThrow('no row or column "nothing"');
  });
});
