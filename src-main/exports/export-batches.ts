import {
  batchAccuracy,
  cumulativeAccuracy,
  defaultWindow,
  windowedAccuracy,
  type AccuracyWindow,
} from '../../src-shared/curves/accuracy.ts';
import { runningSums } from '../../src-shared/curves/columns.ts';
import type { AdaptRun, BatchRecord, ShiftRecord } from '../../src-shared/records.ts';
import { csvHeading, csvRows, percent, type Column } from './export-csv.ts';

export interface RunWithBatches {
  readonly run: AdaptRun;
  readonly shifts: readonly { readonly shift: ShiftRecord; readonly batches: readonly BatchRecord[] }[];
}

/** The convergence curve of a stream after one batch (docs/method.md §6). Accuracies are fractions. */
interface CurvePoint {
  readonly imagesSeen: number;
  readonly batch: number;
  readonly cumulative: number;
  readonly windowed: number;
}

interface Row {
  readonly run: AdaptRun;
  readonly shift: ShiftRecord;
  readonly batch: BatchRecord;
  readonly point: CurvePoint;
}

/** External results may have the first predictions only. */
const hasTop5 = ({ external, summary }: AdaptRun): boolean => !external || summary?.averageTop5 !== null;

const fixedColumns: readonly Column<Row>[] = [
  { name: 'run', value: ({ run }) => run.id },
  { name: 'method', value: ({ run }) => run.method },
  { name: 'position', value: ({ shift }) => shift.position },
  { name: 'corruption', value: ({ shift }) => shift.corruption },
  { name: 'severity', value: ({ shift }) => shift.severity },
  { name: 'batch', value: ({ batch }) => batch.index },
  { name: 'size', value: ({ batch }) => batch.size },
  { name: 'images_seen', value: ({ point }) => point.imagesSeen },
  { name: 'batch_top1_percent', value: ({ point }) => percent(point.batch) },
  { name: 'cumulative_top1_percent', value: ({ point }) => percent(point.cumulative) },
  { name: 'windowed_top1_percent', value: ({ point }) => percent(point.windowed) },
  { name: 'correct', value: ({ batch }) => batch.correct1 },
  { name: 'correct_top5', value: ({ run, batch }) => (hasTop5(run) ? batch.correct5 : null) },
  { name: 'adapted', value: ({ batch }) => batch.adapted },
];

const timeColumns: readonly Column<Row>[] = [
  { name: 'compute_seconds', value: ({ batch }) => batch.computeSeconds },
  { name: 'load_seconds', value: ({ batch }) => batch.loadSeconds },
];

function accuracyPoints(batches: readonly BatchRecord[], window: AccuracyWindow): CurvePoint[] {
  const columns = { sizes: batches.map(({ size }) => size), correct1: batches.map(({ correct1 }) => correct1) };
  const imagesSeen = runningSums(columns.sizes);
  const batch = batchAccuracy(columns);
  const cumulative = cumulativeAccuracy(columns);
  const windowed = windowedAccuracy(columns, window);
  return imagesSeen.map((images, index) => ({
    imagesSeen: images,
    batch: batch[index]!,
    cumulative: cumulative[index]!,
    windowed: windowed[index]!,
  }));
}

/** Diagnostics that every table has, even if empty; others follow in alphabetical order. */
const usualDiagnostics = ['loss', 'entropy', 'discrepancy'];

function rowsOf({ run, shifts }: RunWithBatches, window: AccuracyWindow): Row[] {
  return shifts.flatMap(({ shift, batches }) => {
    const curve = accuracyPoints(batches, window);
    return batches.map((batch, index): Row => ({ run, shift, batch, point: curve[index]! }));
  });
}

function columnsFor(runs: Iterable<RunWithBatches>): Column<Row>[] {
  const found = new Set<string>();
  for (const { shifts } of runs) {
    for (const { batches } of shifts) {
      for (const { diagnostics } of batches) for (const name of Object.keys(diagnostics)) found.add(name);
    }
  }
  const names = [...usualDiagnostics, ...[...found].filter((name) => !usualDiagnostics.includes(name)).sort()];
  const diagnostics = names.map((name): Column<Row> => ({ name, value: ({ batch }) => batch.diagnostics[name] }));
  return [...fixedColumns, ...diagnostics, ...timeColumns];
}

/**
 * One row per batch, with the accuracy curves in percent and the diagnostics of the method, in parts of a run each.
 * @param runs called twice, once for the columns; only one run need be in memory at a time
 */
export function* batchesCsvParts(
  runs: () => Iterable<RunWithBatches>,
  window: AccuracyWindow = defaultWindow,
): Generator<string> {
  const columns = columnsFor(runs());
  yield csvHeading(columns);
  for (const run of runs()) yield csvRows(rowsOf(run, window), columns);
}

/** The same as one text. */
export function batchesCsv(runs: readonly RunWithBatches[], window: AccuracyWindow = defaultWindow): string {
  return [...batchesCsvParts(() => runs, window)].join('');
}
