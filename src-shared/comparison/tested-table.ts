import type { TestedRow } from '../api/runs.ts';
import { numberText } from '../csv.ts';
import type { Difference } from '../statistics/difference.ts';
import type { RowFact } from './row-facts.ts';
import type { NumberTable } from './table-text.ts';

/** Up to this p a difference is taken for real. */
export const significanceLevel = 0.05;

/** A p-value as papers print it. */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** A difference in percentage points with its interval, e.g. `+1.20 [+0.80, +1.61]`. */
export function differenceText({ difference, low, high }: Pick<Difference, 'difference' | 'low' | 'high'>): string {
  const signed = (fraction: number): string => {
    const text = Math.abs(100 * fraction).toFixed(2);
    return Number(text) === 0 ? text : `${fraction > 0 ? '+' : '−'}${text}`;
  };
  return `${signed(difference)} [${signed(low)}, ${signed(high)}]`;
}

/** Whether a row is not significantly different from the best one, that one itself included. Unknown where it was not tested. */
export function isTied({ isBest, toBest }: TestedRow): boolean {
  return isBest || (toBest !== null && toBest.adjustedP > significanceLevel);
}

/** Facts about tests in files, by row. */
function testFacts(tested: readonly TestedRow[]): RowFact[] {
  const against = (other: 'baseline' | 'best', of: (row: TestedRow) => Difference | null): RowFact[] => {
    const fact = (name: string, value: (difference: Difference) => number | null): RowFact => ({
      name: `${name}_to_${other}`,
      values: tested.map((row) => {
        const difference = of(row);
        const number = difference && value(difference);
        return number === null ? '' : numberText(number);
      }),
    });
    return [
      fact('difference_points', ({ difference }) => 100 * difference),
      fact('difference_low_points', ({ low }) => 100 * low),
      fact('difference_high_points', ({ high }) => 100 * high),
      fact('p', ({ p }) => p),
      fact('p_holm', ({ adjustedP }) => adjustedP),
      fact('p_wilcoxon', ({ wilcoxonP }) => wilcoxonP),
      fact('paired_seeds', ({ seeds }) => seeds),
    ];
  };
  return [
    ...(tested.some(({ toBaseline }) => toBaseline) ? against('baseline', ({ toBaseline }) => toBaseline) : []),
    ...against('best', ({ toBest }) => toBest),
    { name: 'tied_with_best', values: tested.map((row) => (isTied(row) ? 'yes' : row.toBest ? 'no' : '')) },
  ];
}

/** A table that marks the best row and those not significantly different from it, with the results of the tests in files. */
export function testedTable(table: NumberTable, tested: readonly TestedRow[]): NumberTable {
  const hasTies = tested.filter(isTied).length > 1;
  return {
    ...table,
    rows: table.rows.map((row, place) => ({ ...row, tied: hasTies && isTied(tested[place]!) })),
    facts: [...(table.facts ?? []), ...testFacts(tested)],
  };
}
