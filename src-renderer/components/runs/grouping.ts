import { comparisonRows } from '../../../src-shared/comparison/rows.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { groupsOf, statisticOf, type Group, type GroupField } from '../../../src-shared/runs/groups.ts';
import { formatNumber } from '../../format.ts';
import { t } from '../../texts/index.ts';
import type { Column } from './column.ts';

/** Not a column: runs that differ in nothing but their seed, as Compare takes them together. */
export const sameButSeed = 'same-but-seed';

const ungrouped = new Set(['name', 'curve', 'created', 'notes', 'id']);

/** Whether runs can be grouped by a column: by what was chosen, not by what was measured. */
export const isGroupable = ({ id, measured }: Column): boolean => !measured && !ungrouped.has(id);

function seedField(runs: readonly RunRecord[]): GroupField<RunRecord> {
  const compared = runs.flatMap((run) => (run.kind === 'adapt' ? [{ run, shifts: [] }] : []));
  const labels = new Map(
    comparisonRows(compared).flatMap((row) => row.runs.map(({ run }) => [run.id, row.label] as const)),
  );
  return { id: sameButSeed, read: ({ id }) => labels.get(id) ?? null };
}

/** Groups of sorted runs by columns, given by their ids; ids that are no column's are left out. */
export function groupRuns(
  runs: readonly RunRecord[],
  by: readonly string[],
  columns: readonly Column[],
): Group<RunRecord>[] {
  const fields = by.flatMap((id) => {
    if (id === sameButSeed) return [seedField(runs)];
    return columns.filter((column) => column.id === id);
  });
  return groupsOf(runs, fields);
}

/** Name of a group: its values, numbers preceded by their column. */
export function groupTitle(group: Group<RunRecord>, by: readonly string[], columns: readonly Column[]): string {
  const shown = by.filter((id) => id === sameButSeed || columns.some((column) => column.id === id));
  const words = shown.flatMap((id, place) => {
    const value = group.values[place] ?? null;
    const column = columns.find((one) => one.id === id);
    if (value === null) return column ? [t.runs.withoutValue(column.label)] : [];
    if (!column) return [String(value)];
    const text = column.write(value);
    return [
      column.numeric || column.topic === 'setting' || column.topic === 'option' ? `${column.label} ${text}` : text,
    ];
  });
  return words.length === 0 ? t.runs.withoutSettings : words.join(' · ');
}

/** Value of a column for a group: mean ± std of measurements, or the value common to all of its runs. */
export function groupCell(column: Column, runs: readonly RunRecord[]): { text: string; title: string | undefined } {
  if (column.measured) {
    // Results that may still change have no share in a mean.
    const done = runs.filter(({ status }) => status === 'done');
    const statistic = statisticOf(done, (run) => column.read(run));
    if (!statistic) return { text: '', title: undefined };
    const { mean, std, count } = statistic;
    const { spreadDecimals: decimals } = column;
    const spread = count > 1 && decimals !== undefined ? ` ± ${formatNumber(std, decimals)}` : '';
    return { text: column.write(mean) + spread, title: t.runs.statistic(count, runs.length) };
  }
  const values = new Set(runs.map((run) => column.read(run)));
  const [value] = values;
  const isShared = values.size === 1 && value !== undefined && value !== null && isGroupable(column);
  return { text: isShared ? column.write(value) : '', title: undefined };
}
