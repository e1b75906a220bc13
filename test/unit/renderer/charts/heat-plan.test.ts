import { describe, expect, it } from 'vitest';
import { heatFigure } from '../../../../src-shared/charts/draw/heat-config.ts';
import { heatRange, planHeat } from '../../../../src-shared/charts/draw/heat-plan.ts';
import { lightPalette } from '../../../../src-shared/charts/draw/palettes.ts';
import { figureSvg } from '../../../../src-shared/charts/export/svg.ts';

const x = { label: 'Batch', names: ['1', '2', '3', '4'] };
const y = { label: '', names: ['a', 'b'] };
const plan = (rows: (number | null)[][], kind: 'linear' | 'logarithmic' | 'diverging' = 'linear') =>
  planHeat({ rows, x, y, scale: { kind }, palette: lightPalette, ticks: [4, 4] });

describe('the plan of a heat map', () => {
  it('joins neighbours of one colour in a row and leaves out what has no value', () => {
    const { cells } = plan([
      [0, 0, 1, null],
      [1, null, 1, 1],
    ]);
    expect(cells.map(({ runs }) => runs)).toEqual([
      [{ row: 0, from: 0, to: 1 }],
      [
        { row: 0, from: 2, to: 2 },
        { row: 1, from: 0, to: 0 },
        { row: 1, from: 2, to: 3 },
      ],
    ]);
  });

  it('has ends that are symmetric where colours diverge, and orders of magnitude where they are logarithmic', () => {
    expect(heatRange([[-3, 1]], { kind: 'diverging' })).toEqual([-3, 3]);
    expect(heatRange([[0, 0.01, 1]], { kind: 'logarithmic' })).toEqual([0.01, 1]);
    expect(heatRange([[null]], { kind: 'linear' })).toEqual([0, 1]);
    expect(heatRange([[5, 5]], { kind: 'linear' })).toEqual([5, 10]);
    const [first, middle, last] = plan([[0.01, 0.1, 0.1, 1]], 'logarithmic').cells;
    expect([first, middle, last].map((cell) => cell?.runs[0]?.from)).toEqual([0, 1, 3]);
  });

  it('marks as many cells as there is room for', () => {
    const many = { label: 'x', names: Array.from({ length: 100 }, (_, i) => String(i)) };
    const wide = planHeat({ rows: [[]], x: many, y, scale: { kind: 'linear' }, palette: lightPalette, ticks: [10, 2] });
    expect(wide.x.texts).toEqual(['0', '10', '20', '30', '40', '50', '60', '70', '80', '90']);
  });

  it('is drawn into a file with its cells, its colours and their ends', () => {
    const layout = { width: 400, chartHeight: 200, dashes: false };
    const svg = figureSvg(heatFigure('Rates', plan([[0, 1, 2, 8]]), lightPalette, layout));
    expect(svg).toContain('<title>Rates</title>');
    expect(svg).toMatch(/>8<\/text>/);
    expect(svg.match(/<path/g)!.length).toBeGreaterThan(24);
  });
});
