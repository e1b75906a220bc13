import {
  comparisonColumns,
  comparisonTable,
  withoutErrors,
} from '../../../../src-shared/comparison/comparison-table.ts';
import { protocolLines, type ProtocolLine } from '../../../../src-shared/comparison/protocol-lines.ts';
import { comparisonRows, type ComparisonRow } from '../../../../src-shared/comparison/rows.ts';
import { tableText, type NumberTable, type TableFormat } from '../../../../src-shared/comparison/table-text.ts';
import { comparisonWarnings } from '../../../../src-shared/comparison/warnings.ts';
import type { Metric } from '../../../../src-shared/metrics/metrics.ts';
import { sourceRow } from '../../../../src-shared/comparison/outcome.ts';
import { testedTable } from '../../../../src-shared/comparison/tested-table.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { chosenRuns } from '../chosen-runs.ts';
import { numbersTable } from '../number-table.ts';
import { detailsOf } from '../outcome.ts';
import { mayStyle, note, print, printJson, printText } from '../output.ts';
import { runNames } from '../run-names.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { printTests } from '../tests-text.ts';
import { comparedRun, render } from '../run-tables.ts';

export interface CompareFlags extends CommonOptions {
  readonly group?: string;
  readonly format?: TableFormat | 'table';
  readonly metric?: Metric;
  readonly test?: boolean;
  readonly baseline?: string;
}

/** The row that a run, given by the beginning of its id or its name, stands in; else that of the source model, −1 for none. */
function baselineRow(rows: readonly ComparisonRow[], wanted: string | undefined): number {
  if (wanted === undefined) return sourceRow(rows);
  const place = rows.findIndex(
    ({ label, runs }) => label === wanted || runs.some(({ run }) => run.id.startsWith(wanted) || run.method === wanted),
  );
  if (place >= 0) return place;
  throw new LabError(
    'bad-option',
    `No row of this comparison is ${wanted}.`,
    'Give a method or the id of a run that is compared.',
  );
}

function differences(lines: readonly ProtocolLine[], names: readonly string[]): string {
  const rows = lines
    .filter(({ differs }) => differs)
    .map(({ label, values }) => [label, ...values.map((value) => value ?? '–')]);
  return rows.length === 0 ? 'All settings are the same.' : render(['Setting', ...names], rows, Infinity);
}

function show(
  format: CompareFlags['format'],
  table: NumberTable,
  lines: readonly ProtocolLine[],
  names: string[],
): void {
  if (format !== undefined && format !== 'table') {
    printText(tableText(table, format));
    return;
  }
  print(differences(lines, names));
  print(numbersTable(table, mayStyle()));
}

/** Compares adaptation runs: their differing settings and their results. */
export function compareCommand(ids: readonly string[], flags: CompareFlags): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const chosen = await chosenRuns(api, ids, flags.group);
    const details = await detailsOf(api, chosen);
    const runs = details.flatMap(comparedRun);
    if (runs.length === 0) {
      throw new LabError('bad-option', 'No adaptation run was named.', 'Give run ids or --group; lab runs lists them.');
    }
    const { metric = 'top1' } = flags;
    const rows = comparisonRows(runs, metric);
    const nameOf = await runNames(
      api,
      runs.map(({ run }) => run),
    );
    const baseline = baselineRow(rows, flags.baseline);
    const tested = flags.test
      ? await api.testDifferences({
          rows: rows.map((row) => row.runs.map(({ run }) => run.id)),
          baseline: baseline < 0 ? null : baseline,
        })
      : undefined;
    const plain = comparisonTable(rows, comparisonColumns(runs, metric), metric);
    const table = tested ? testedTable(plain, tested) : plain;
    const lines = protocolLines(runs.map(({ run }) => run));
    const warnings = comparisonWarnings(rows);
    if (metric === 'mce') withoutErrors(rows).forEach((reason) => note(reason));
    for (const { message } of warnings) note(`Not comparable: ${message}`);
    if (flags.json) {
      printJson({ table, settings: lines, warnings, ...(tested ? { tests: tested } : {}) });
      return;
    }
    show(
      flags.format,
      table,
      lines,
      runs.map(({ run }) => `${nameOf(run)} ${run.id}`),
    );
    if (!tested || (flags.format !== undefined && flags.format !== 'table')) return;
    printTests(
      rows.map(({ label }) => label),
      tested,
      baseline,
    );
  });
}
