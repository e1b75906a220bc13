import { csvText, numberText } from '../csv.ts';
import { metricColumn, metricOfShift, furtherMetrics, shown } from '../metrics/metrics.ts';
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

const measured: readonly Column[] = [
  { name: 'run', value: ({ id }) => id },
  { name: 'group', value: ({ group }) => group },
  { name: 'name', value: ({ name }) => name },
  { name: 'status', value: ({ status }) => status },
  { name: 'method', value: ({ method }) => method },
  { name: 'seed', value: ({ config }) => config.seed },
  { name: 'position', value: (_run, { position }) => position },
  { name: 'corruption', value: (_run, { corruption }) => corruption },
  { name: 'severity', value: (_run, { severity }) => severity },
  { name: 'n_images', value: (_run, { imageCount }) => imageCount },
  { name: 'n_batches', value: (_run, { batchCount }) => batchCount },
  { name: 'top1_percent', value: (_run, { summary }) => percent(summary?.top1) },
  { name: 'top5_percent', value: (_run, { summary }) => percent(summary?.top5) },
  { name: 'ece_percent', value: (_run, { summary }) => percent(summary?.ece) },
  ...furtherMetrics.map((metric) => ({
    name: metricColumn(metric),
    value: (_run: AdaptRun, { summary }: ShiftRecord): Cell => shown(metric, metricOfShift(metric, summary)),
  })),
  { name: 'skipped_images', value: (_run, { summary }) => summary?.skipped },
  { name: 'adapted_batches', value: (_run, { summary }) => summary?.adaptedBatches },
  { name: 'compute_seconds', value: (_run, { summary }) => summary?.computeSeconds },
  { name: 'load_seconds', value: (_run, { summary }) => summary?.loadSeconds },
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
