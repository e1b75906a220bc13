import { accuracyCurve, type CurvePoint } from '../experiments/metrics-curve.ts';
import { defaultWindow } from '../experiments/metrics.ts';
import type { AdaptRun, BatchRecord, ShiftRecord } from '../../src-shared/records.ts';
import { toCsv, type Column } from './export-csv.ts';

export interface RunWithBatches {
  readonly run: AdaptRun;
  readonly shifts: readonly { readonly shift: ShiftRecord; readonly batches: readonly BatchRecord[] }[];
}

interface Row {
  readonly run: AdaptRun;
  readonly shift: ShiftRecord;
  readonly batch: BatchRecord;
  readonly point: CurvePoint;
}

const fixedColumns: readonly Column<Row>[] = [
  { name: 'run', value: ({ run }) => run.id },
  { name: 'method', value: ({ run }) => run.method },
  { name: 'position', value: ({ shift }) => shift.position },
  { name: 'corruption', value: ({ shift }) => shift.corruption },
  { name: 'severity', value: ({ shift }) => shift.severity },
  { name: 'batch', value: ({ batch }) => batch.index },
  { name: 'size', value: ({ batch }) => batch.size },
  { name: 'images_seen', value: ({ point }) => point.imagesSeen },
  { name: 'batch_accuracy', value: ({ point }) => point.batch },
  { name: 'cumulative_accuracy', value: ({ point }) => point.cumulative },
  { name: 'windowed_accuracy', value: ({ point }) => point.windowed },
  { name: 'correct', value: ({ batch }) => batch.correct1 },
  { name: 'correct_top5', value: ({ batch }) => batch.correct5 },
  { name: 'adapted', value: ({ batch }) => batch.adapted },
];

const timeColumns: readonly Column<Row>[] = [
  { name: 'compute_seconds', value: ({ batch }) => batch.computeSeconds },
  { name: 'load_seconds', value: ({ batch }) => batch.loadSeconds },
];

/** What every table has, if empty; other diagnostics follow in alphabetical order. */
const usualDiagnostics = ['loss', 'entropy', 'discrepancy'];

/** One row per batch, with the accuracy curves as fractions and the diagnostics of the method. */
export function batchesCsv(runs: readonly RunWithBatches[], window = defaultWindow): string {
  const rows = runs.flatMap(({ run, shifts }) =>
    shifts.flatMap(({ shift, batches }) => {
      const curve = accuracyCurve(batches, window);
      return batches.map((batch, index): Row => ({ run, shift, batch, point: curve[index]! }));
    }),
  );
  const found = new Set(rows.flatMap(({ batch }) => Object.keys(batch.diagnostics)));
  const names = [...usualDiagnostics, ...[...found].filter((name) => !usualDiagnostics.includes(name)).sort()];
  const diagnostics = names.map((name): Column<Row> => ({ name, value: ({ batch }) => batch.diagnostics[name] }));
  return toCsv(rows, [...fixedColumns, ...diagnostics, ...timeColumns]);
}
