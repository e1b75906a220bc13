import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { EngineReport } from '../../engines/engine-registry.ts';
import type { AdaptRun, EpochRecord, RunRecord, ShiftRecord, RunContents } from '../../app/records.ts';
import { soFarMark } from '../../../src-shared/comparison/table-text.ts';
import { adaptFigures, headlineOf } from '../../../src-shared/run-figures.ts';
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

const shiftLabel = ({ corruption, severity }: ShiftRecord): string =>
  severity === 0 ? corruption : `${corruption}/${severity}`;

/** A finished or unfinished adaptation run and its shifts. */
export interface ComparedRun {
  readonly run: AdaptRun;
  readonly shifts: readonly ShiftRecord[];
}

export function comparedRun({ run, shifts }: RunContents): ComparedRun[] {
  return run.kind === 'adapt' ? [{ run, shifts: shifts.map(({ shift }) => shift) }] : [];
}

interface Row {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly text: (value: number | null) => string;
  /** Which value is marked: the largest or smallest; none where nothing is better or worse. */
  readonly best: 'largest' | 'smallest' | undefined;
  /** Whether a value may still change; such a one is not marked, but said to be so. */
  readonly soFar: (place: number) => boolean;
}

/** Positions of the best values as they are printed: what looks equal is equally marked. */
function bestOf({ values, text, best, soFar }: Row): Set<number> {
  const known = values.filter((value, place) => value !== null && !soFar(place)) as number[];
  if (best === undefined || known.length < 2) return new Set();
  const target = text(best === 'largest' ? Math.max(...known) : Math.min(...known));
  const isBest = (value: number | null, place: number) => value !== null && !soFar(place) && text(value) === target;
  return new Set(values.flatMap((value, place) => (isBest(value, place) ? [place] : [])));
}

/** A number that may still change says so. */
const withSoFar = (text: string, value: number | null, soFar: boolean): string =>
  value !== null && soFar ? text + soFarMark : text;

type NameOf = (run: RunRecord) => string;
const ownName: NameOf = ({ name }) => name;

/** Accuracy in percent per shift, a column per run, then average, calibration error and seconds; the best is marked. */
export function comparisonTable(runs: readonly ComparedRun[], styled: boolean, nameOf: NameOf = ownName): string {
  const labels = [...new Set(runs.flatMap(({ shifts }) => shifts.map(shiftLabel)))];
  const accuracy = (label: string): Row => ({
    label,
    values: runs.map(({ shifts }) => shifts.find((shift) => shiftLabel(shift) === label)?.summary?.top1 ?? null),
    text: percent,
    best: 'largest',
    soFar: () => false,
  });
  const summary = (
    label: string,
    key: 'averageTop1' | 'averageEce' | 'computeSeconds',
    rest: Pick<Row, 'text' | 'best'>,
  ): Row => ({
    label,
    values: runs.map(({ run }) => adaptFigures(run)?.[key] ?? null),
    soFar: (place) => runs[place]?.run.status !== 'done',
    ...rest,
  });
  const rows: Row[] = [
    ...labels.map(accuracy),
    summary('Average', 'averageTop1', { text: percent, best: 'largest' }),
    summary('Calibration error', 'averageEce', { text: percent, best: 'smallest' }),
    summary('Time', 'computeSeconds', { text: duration, best: undefined }),
  ];
  const cells = rows.map((row) => {
    const best = bestOf(row);
    return [
      row.label,
      ...row.values.map((value, i) => {
        const text = withSoFar(row.text(value), value, row.soFar(i));
        return best.has(i) ? bold(text, styled) : text;
      }),
    ];
  });
  return render(['Accuracy (%)', ...runs.map(({ run }) => nameOf(run))], cells);
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
