import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { EngineReport } from '../../../src-shared/api/lab.ts';
import type { RunDetails } from '../../../src-shared/api/runs.ts';
import type { ComparedRun } from '../../../src-shared/comparison/compared-run.ts';
import type { EpochRecord, RunRecord, ShiftRecord } from '../../../src-shared/records.ts';
import { comparisonTable, type ComparisonColumn } from '../../../src-shared/comparison/comparison-table.ts';
import { ranksOf, soFarMark, type NumberTable } from '../../../src-shared/comparison/table-text.ts';
import { passesText } from '../../../src-shared/metrics/metrics.ts';
import { headlineOf } from '../../../src-shared/run-figures.ts';
import { bold, duration, localTime, percent } from './format.ts';

const plain = { head: [], border: [] };
/** No lines between rows. */
const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** Characters on the screen, without the codes that set text in bold. */
function plainWidth(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** A table; columns from `numbersFrom` on are set flush right. */
export function render(head: readonly string[], rows: readonly (readonly string[])[], numbersFrom = 1): string {
  const width = (column: number): number => Math.max(...[head, ...rows].map((row) => plainWidth(row[column] ?? '')));
  const table = new Table({
    head: [...head],
    style: plain,
    chars,
    colAligns: head.map((_, column) => (column < numbersFrom ? 'left' : 'right')),
  });
  table.push(
    head.map((_, column) => '─'.repeat(width(column))),
    ...rows.map((row) => [...row]),
  );
  return table.toString();
}

/** The streams in the order in which they are met, as the command line names them. */
function shiftColumns(shifts: readonly ShiftRecord[]): ComparisonColumn[] {
  const found = shifts.map(({ corruption, severity }) => {
    const id = `${corruption}/${severity}`;
    return [id, { id, corruption, severity, group: null, label: severity === 0 ? corruption : id }] as const;
  });
  return [...new Map(found).values()];
}

export function comparedRun({ run, shifts }: RunDetails): ComparedRun[] {
  return run.kind === 'adapt' ? [{ run, shifts }] : [];
}

/** A number that may still change says so. */
const withSoFar = (text: string, value: number | null, soFar: boolean): string =>
  value !== null && soFar ? text + soFarMark : text;

type NameOf = (run: RunRecord) => string;
const ownName: NameOf = ({ name }) => name;

/** The columns of a table as lines of text, the best value of each marked. */
function linesOf(table: NumberTable, labels: readonly string[], styled: boolean): string[][] {
  const ranks = ranksOf(table);
  return labels.map((label, column) => [
    label,
    ...table.rows.map(({ values }, row) => {
      const { mean = null, soFar = false } = values[column] ?? {};
      const text = mean === null ? '–' : withSoFar(mean.toFixed(table.decimals), mean, soFar);
      return ranks[column]![row] === 'best' ? bold(text, styled) : text;
    }),
  ]);
}

/** Accuracy in percent per shift, a column per run, then average, calibration error, passes and seconds; the best is marked. */
export function shiftsTable(runs: readonly ComparedRun[], styled: boolean, nameOf: NameOf = ownName): string {
  const rows = runs.map((one) => ({ id: one.run.id, label: nameOf(one.run), runs: [one] }));
  const columns = shiftColumns(runs.flatMap(({ shifts }) => shifts));
  const accuracy = comparisonTable(rows, columns, 'top1');
  const calibration = comparisonTable(rows, [], 'ece');
  const seconds = runs.map(({ run }) => {
    const { seconds: value, soFar } = headlineOf(run);
    return withSoFar(duration(value), value, soFar);
  });
  return render(
    ['Accuracy (%)', ...rows.map(({ label }) => label)],
    [
      ...linesOf(accuracy, [...columns.map(({ label }) => label), 'Average'], styled),
      ...linesOf(calibration, ['Calibration error'], styled),
      ['Passes per image', ...runs.map(({ run }) => passesText(run) ?? '–')],
      ['Time', ...seconds],
    ],
  );
}

/** One row per run. */
export function runsTable(runs: readonly RunRecord[], nameOf: NameOf = ownName): string {
  return render(
    ['Run', 'Name', 'Status', 'Created', 'Accuracy (%)', 'Time'],
    runs.map((run) => {
      const { accuracy, seconds, soFar } = headlineOf(run);
      return [
        run.id,
        nameOf(run),
        run.status,
        localTime(run.createdAt),
        withSoFar(percent(accuracy), accuracy, soFar),
        withSoFar(duration(seconds), seconds, soFar),
      ];
    }),
    4,
  );
}

/** The engines that can be used. */
export function enginesTable(engines: readonly EngineReport[]): string {
  return render(
    ['Engine', 'Device', 'Version', 'Threads'],
    engines
      .filter(({ available }) => available)
      .map(({ id, device = '', version = '', threads = 0 }) => [
        id,
        device,
        version,
        threads === 0 ? 'all' : `${threads}`,
      ]),
    3,
  );
}

/** The epochs of a pre-training: loss and accuracy on each evaluated corruption; the best epoch is marked. */
export function epochsTable(epochs: readonly EpochRecord[]): string {
  const corruptions = [...new Set(epochs.flatMap(({ accuracy }) => Object.keys(accuracy)))];
  return render(
    ['Epoch', 'Loss', ...corruptions],
    epochs.map(({ epoch, meanLoss, accuracy, isBest }) => [
      `${epoch + 1}${isBest ? ' *' : ''}`,
      meanLoss?.toFixed(4) ?? '–',
      ...corruptions.map((name) => percent(accuracy[name])),
    ]),
  );
}
