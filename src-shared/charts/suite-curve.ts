import type { SuiteState } from '../api/lab.ts';
import { placesOf } from './method-looks.ts';
import type { ChartSeries } from './types.ts';

/** The table of a suite as lines over the numbers of its columns, in the colours of their methods; fractions, as charts take them. */
export function suiteCurves(state: SuiteState): ChartSeries[] {
  const { curve } = state;
  if (!curve) return [];
  const points = state.columns.flatMap(({ id }, index) => {
    const x = curve.x[index];
    return x === null || x === undefined ? [] : [{ id, x }];
  });
  const places = placesOf(state.rows.map(({ method }) => method));
  return state.rows.map((row, place) => {
    const cells = points.map(({ id }) => state.cells.find((cell) => cell.row === row.id && cell.column === id));
    const fraction = (value: number | null | undefined): number | null =>
      typeof value === 'number' ? value / 100 : null;
    return {
      id: row.id,
      name: row.label,
      color: places[place]!,
      x: points.map(({ x }) => x),
      y: cells.map((cell) => fraction(cell?.mean)),
      std: cells.map((cell) => fraction(cell?.std)),
    };
  });
}
