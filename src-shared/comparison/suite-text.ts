import type { SuiteState } from '../api/lab.ts';
import type { TextFile } from '../api/common.ts';
import type { AdaptRun, RunRecord } from '../records.ts';
import { metricColumn, metricDecimals, type Metric } from '../metrics/metrics.ts';
import { markOf } from '../sweeps/chosen.ts';
import type { TestedRow } from '../api/runs.ts';
import { hasTests } from './suite-tests.ts';
import { rowFacts } from './row-facts.ts';
import { testedTable } from './tested-table.ts';
import { tableFile } from './table-file.ts';
import type { NumberTable, TableFormat } from './table-text.ts';

type Column = SuiteState['columns'][number];

/** An accuracy is named by what it was measured on; the others are one number per run, named by the unit. */
function headingOf({ label, group, unit }: Column, metric: Metric, x: string | undefined): string {
  return unit === metricColumn(metric) ? [group ?? x, label, unit].filter((part) => part).join(' ') : unit;
}

/** The numbers of a suite as a table to be printed. */
export function suiteNumbers({ rows, columns, cells, curve, metric }: SuiteState): NumberTable {
  const find = (row: string, column: string) => cells.find((cell) => cell.row === row && cell.column === column);
  return {
    rowHead: 'Method',
    decimals: metricDecimals(metric),
    tiedColumn: columns.findLastIndex(({ unit }) => unit === metricColumn(metric)),
    columns: columns.map((column, index) => ({
      label: column.label,
      group: column.group,
      higherIsBetter: column.higherIsBetter,
      isRanked: column.isRanked ?? true,
      heading: headingOf(column, metric, typeof curve?.x[index] === 'number' ? curve.xLabel : undefined),
    })),
    rows: rows.map((row) => ({
      label: row.label,
      values: columns.map((column) => {
        const cell = find(row.id, column.id);
        return cell && cell.mean !== null ? { mean: cell.mean, std: cell.std } : null;
      }),
      published: columns.map((column) => find(row.id, column.id)?.published ?? null),
    })),
  };
}

/** Marks the rows not significantly different from the best in accuracy, where that is shown and was tested. */
export function withTests(
  table: NumberTable,
  { metric }: SuiteState,
  tested: readonly TestedRow[] | undefined,
): NumberTable {
  return tested && hasTests(tested) && metric === 'top1' ? testedTable(table, tested) : table;
}

/** The mark of a row of which a run has a setting that was chosen on what it is tested on. */
function chosenMark(runs: readonly Pick<RunRecord, 'tags'>[]): string {
  const mark = runs.map(({ tags }) => markOf(tags)).find((one) => one !== '');
  return mark === undefined ? '' : ` ${mark}`;
}

/**
 * The same with the runs behind each row, as files have them.
 * @param runOf a stored run; undefined for one that is gone
 * @param tested by row, which then marks those not significantly different from the best
 */
export function suiteFileTable(
  state: SuiteState,
  runOf: (id: string) => RunRecord | undefined,
  tested?: readonly TestedRow[],
): NumberTable {
  const runsOf = (row: string): AdaptRun[] => {
    const ids = state.cells.filter((cell) => cell.row === row && cell.mean !== null).flatMap(({ runIds }) => runIds);
    return [...new Set(ids)].flatMap((id) => {
      const run = runOf(id);
      return run?.kind === 'adapt' ? run : [];
    });
  };
  const runs = state.rows.map(({ id }) => runsOf(id));
  const numbers = suiteNumbers(state);
  const rows = numbers.rows.map((row, place) => ({ ...row, label: `${row.label}${chosenMark(runs[place]!)}` }));
  const table = { ...numbers, rows, facts: rowFacts(runs) };
  return withTests(table, state, tested);
}

/** The table of a suite as a file. */
export function suiteTableText(
  state: SuiteState,
  format: TableFormat,
  runOf: (id: string) => RunRecord | undefined,
  tested?: readonly TestedRow[],
): TextFile {
  return tableFile(suiteFileTable(state, runOf, tested), state.summary.id, format);
}
