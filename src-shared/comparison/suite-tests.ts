import type { TestedRow } from '../api/runs.ts';
import type { SuiteState } from '../api/lab.ts';

/** The runs of each row of a suite that have numbers, as tests of differences take them. */
export function suiteTestRows({ rows, cells }: SuiteState): string[][] {
  return rows.map(({ id }) => {
    const own = cells.filter((cell) => cell.row === id && cell.mean !== null);
    return [...new Set(own.flatMap(({ runIds }) => runIds))];
  });
}

/** The row of the source model, which the others are tested against; −1 where there is none, or several. */
export function suiteBaseline({ rows }: SuiteState): number {
  const places = rows.flatMap(({ method }, place) => (method === 'noadapt' ? [place] : []));
  return places.length === 1 ? places[0]! : -1;
}

/** Whether there is anything to say about these rows. */
export const hasTests = (tested: readonly TestedRow[]): boolean =>
  tested.some(({ toBest, toBaseline }) => toBest !== null || toBaseline !== null);
