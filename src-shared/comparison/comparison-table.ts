import { corruptionGroup, corruptionNames, isCorruptionName } from '../corruptions.ts';
import { meanStd } from '../statistics/mean-std.ts';
import { corruptionErrors } from '../metrics/mce.ts';
import type { ShiftRecord } from '../records.ts';
import {
  metricColumn,
  metricDecimals,
  metricOfRun,
  metricOfVisits,
  metrics,
  shown,
  type Metric,
} from '../metrics/metrics.ts';
import type { Shift } from '../run-config.ts';
import type { FiguresUnderWay } from '../run-figures.ts';
import { plannedStreams } from '../runs/streams.ts';
import { corruptionGroupLabels, corruptionShortNames } from './corruption-words.ts';
import type { ComparedRun } from './compared-run.ts';
import type { ComparisonRow } from './rows.ts';
import { rowFacts } from './row-facts.ts';
import type { NumberTable, TableValue } from './table-text.ts';

/** A stream that any of the runs met. */
export interface ComparisonColumn {
  /** e.g. `fog/5`. */
  readonly id: string;
  readonly corruption: string;
  readonly severity: number;
  readonly label: string;
  readonly group: string | null;
}

const idOf = ({ corruption, severity }: Pick<ShiftRecord, 'corruption' | 'severity'>): string =>
  `${corruption}/${severity}`;

/** The place of a test corruption in the paper's tables; others follow in the order in which they are met. */
function placeOf(corruption: string): number {
  const place = corruptionNames.findIndex((name) => name === corruption);
  return place < 0 ? corruptionNames.length : place;
}

function groupLabelOf(corruption: string): string | null {
  const group = isCorruptionName(corruption) ? corruptionGroup(corruption) : undefined;
  return group === undefined ? null : corruptionGroupLabels[group];
}

function errorColumns(runs: readonly ComparedRun[]): ComparisonColumn[] {
  const known = new Set(runs.flatMap(({ shifts }) => shifts.map(({ corruption }) => corruption)));
  const met = corruptionNames.filter((name) => known.has(name));
  return met.map((corruption) => ({
    ...{ id: corruption, corruption, severity: 0 },
    label: corruptionShortNames[corruption] ?? corruption,
    group: groupLabelOf(corruption),
  }));
}

/** Columns for all streams of the runs, in the paper's order; for mCE one for each corruption. */
export function comparisonColumns(runs: readonly ComparedRun[], metric: Metric = 'top1'): ComparisonColumn[] {
  if (metric === 'mce') return errorColumns(runs);
  const found = new Map(runs.flatMap(({ shifts }) => shifts.map((shift) => [idOf(shift), shift] as const)));
  const severities = new Set([...found.values()].map(({ severity }) => severity));
  return [...found]
    .map(([id, { corruption, severity }]) => {
      const name = corruptionShortNames[corruption] ?? corruption.replaceAll('_', ' ');
      return {
        ...{ id, corruption, severity },
        label: severities.size > 1 && severity > 0 ? `${name} ${severity}` : name,
        group: groupLabelOf(corruption),
      };
    })
    .sort((a, b) => placeOf(a.corruption) - placeOf(b.corruption));
}

/** A number of one run, null where there is none yet, and whether it stays as it is. */
interface RunValue {
  readonly number: number | null;
  readonly final: boolean;
}

/** Mean over those runs of a row that have a value, with its deviation where there are several. */
function valueOf(values: readonly RunValue[]): TableValue | null {
  const known = values.flatMap(({ number }) => number ?? []);
  if (known.length === 0) return null;
  const { mean, std } = meanStd(known)!;
  return { mean, std: known.length > 1 ? std : null, ...(values.every(({ final }) => final) ? {} : { soFar: true }) };
}

/** Corruption errors of each seed of a row, whose runs may hold different severities. */
function errorsOf({ runs }: ComparisonRow): (columns: readonly ComparisonColumn[]) => (TableValue | null)[] {
  const final = runs.every(({ run }) => run.status === 'done');
  const seeds = [...Map.groupBy(runs, ({ run }) => run.config.seed).values()].map((own) => corruptionErrors(own));
  return (columns) =>
    [...columns.map(({ corruption }) => corruption), null].map((corruption) =>
      valueOf(
        seeds.map(({ byCorruption, mean }) => ({
          number: shown('mce', corruption === null ? mean : byCorruption[corruption]),
          final,
        })),
      ),
    );
}

/** Why rows have no mean corruption error, a sentence each. */
export function withoutErrors(rows: readonly ComparisonRow[]): string[] {
  return rows.flatMap(({ label, runs }) => {
    const seeds = [...Map.groupBy(runs, ({ run }) => run.config.seed).values()];
    const reason = seeds.map((own) => corruptionErrors(own).reason).find((one) => one !== null);
    return reason === undefined ? [] : [`${label}: ${reason}`];
  });
}

/**
 * Methods × streams, fractions in percent, with the average over the streams last. What may still change is marked: the average
 * of a run that is not done, and a stream that not all runs of a row have done.
 * @param columns see `comparisonColumns`
 * @param progressOf progress of a run under way, where that is followed
 */
export function comparisonTable(
  rows: readonly ComparisonRow[],
  columns: readonly ComparisonColumn[],
  metric: Metric,
  progressOf: (id: string) => FiguresUnderWay | undefined = () => undefined,
): NumberTable {
  const { higherIsBetter } = metrics[metric];
  const lastLabel = metric === 'mce' ? 'mCE' : metric === 'worstShift' ? 'Worst' : 'Avg.';
  const errors = metric === 'mce' ? rows.map(errorsOf) : undefined;
  const cell = ({ runs }: ComparisonRow, id: string): TableValue | null =>
    valueOf(
      runs.map(({ run, shifts }) => {
        const isMeant = (shift: Shift): boolean => idOf(shift) === id;
        const done = shifts.filter((shift) => isMeant(shift) && shift.summary);
        const all = plannedStreams(run.config).filter(isMeant).length;
        const number = shown(metric, metricOfVisits(metric, done));
        return { number, final: run.external !== undefined || (done.length > 0 && done.length >= all) };
      }),
    );
  const average = ({ runs }: ComparisonRow): TableValue | null =>
    valueOf(
      runs.map((one) => ({
        number: shown(metric, metricOfRun(metric, one, progressOf(one.run.id))),
        final: one.run.status === 'done',
      })),
    );
  return {
    rowHead: 'Method',
    decimals: metricDecimals(metric),
    unit: metricColumn(metric),
    facts: rowFacts(rows.map(({ runs }) => runs.map(({ run }) => run))),
    columns: [
      ...columns.map(({ label, group }) => ({ label, group, higherIsBetter })),
      { label: lastLabel, group: null, higherIsBetter },
    ],
    rows: rows.map((row, place) => ({
      label: row.label,
      values: errors?.[place]?.(columns) ?? [...columns.map(({ id }) => cell(row, id)), average(row)],
    })),
  };
}

/** Differences to one row, of fractions in percentage points; that row has none, and neither has what may still change. */
export function deltasTo(table: NumberTable, baseline: number): (number | null)[][] {
  const base = table.rows[baseline]?.values ?? [];
  return table.rows.map(({ values }, index) =>
    values.map((value, column) => {
      const own = base[column];
      if (index === baseline || !value || !own || value.soFar || own.soFar) return null;
      return value.mean - own.mean;
    }),
  );
}
