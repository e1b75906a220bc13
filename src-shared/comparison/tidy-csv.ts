import { csvText, numberText } from '../csv.ts';
import { seedOf } from '../external-run.ts';
import { furtherStreamMetrics, metricColumn, metricOfShift, shown } from '../metrics/metrics.ts';
import type { AdaptRun, ShiftRecord } from '../records.ts';
import type { ComparedRun } from './compared-run.ts';
import { fileSettings, settingColumn } from './row-facts.ts';
import type { Setting } from './settings.ts';

type Cell = string | number | null | undefined;

interface Column {
  readonly name: string;
  readonly value: (run: AdaptRun, shift: ShiftRecord) => Cell;
}

const percent = (fraction: number | null | undefined): Cell =>
  fraction === null || fraction === undefined ? null : 100 * fraction;

/** A count or a time of a stream; of external results a 0 only says that it isn't known. */
const measuredHere =
  (read: (shift: ShiftRecord) => number | undefined) =>
  ({ external }: AdaptRun, shift: ShiftRecord): Cell =>
    external ? read(shift) || null : read(shift);

const measured: readonly Column[] = [
  { name: 'run', value: ({ id }) => id },
  { name: 'group', value: ({ group }) => group },
  { name: 'name', value: ({ name }) => name },
  { name: 'status', value: ({ status }) => status },
  { name: 'method', value: ({ method }) => method },
  { name: 'external_from', value: ({ external }) => external?.file },
  { name: 'seed', value: seedOf },
  { name: 'position', value: (_run, { position }) => position },
  { name: 'corruption', value: (_run, { corruption }) => corruption },
  { name: 'severity', value: (_run, { severity }) => severity },
  { name: 'n_images', value: measuredHere(({ imageCount }) => imageCount) },
  { name: 'n_batches', value: measuredHere(({ batchCount }) => batchCount) },
  { name: 'top1_percent', value: (_run, { summary }) => percent(summary?.top1) },
  { name: 'top5_percent', value: (_run, { summary }) => percent(summary?.top5) },
  { name: 'ece_percent', value: (_run, { summary }) => percent(summary?.ece) },
  ...furtherStreamMetrics.map((metric) => ({
    name: metricColumn(metric),
    value: (_run: AdaptRun, { summary }: ShiftRecord): Cell => shown(metric, metricOfShift(metric, summary)),
  })),
  { name: 'skipped_images', value: measuredHere(({ summary }) => summary?.skipped) },
  { name: 'adapted_batches', value: measuredHere(({ summary }) => summary?.adaptedBatches) },
  { name: 'compute_seconds', value: measuredHere(({ summary }) => summary?.computeSeconds) },
  { name: 'load_seconds', value: measuredHere(({ summary }) => summary?.loadSeconds) },
];

const asColumn = (setting: Setting): Column => ({ name: settingColumn(setting), value: setting.text });

const cellText = (cell: Cell): string => (typeof cell === 'number' ? numberText(cell) : (cell ?? ''));

/**
 * A row per run and stream with all its figures, and every setting in a column of its own: for programs that group and
 * average themselves. The options of methods are `setting.option.…`.
 */
export function tidyCsv(runs: readonly ComparedRun[]): string {
  const columns = [...measured, ...fileSettings(runs.map(({ run }) => run)).map(asColumn)];
  const rows = runs.flatMap(({ run, shifts }) =>
    shifts.map((shift) => columns.map(({ value }) => cellText(value(run, shift)))),
  );
  return csvText([columns.map(({ name }) => name), ...rows]);
}
