import type { RunRecord } from '../../../src-shared/records.ts';
import type { Column, ColumnContext } from './column.ts';
import { fixedColumns } from './fixed-columns.ts';
import { foundColumns } from './found-columns.ts';

/** Columns that these runs have something for, in their order. */
export function columnsOf(runs: readonly RunRecord[], context: ColumnContext): Column[] {
  return [...fixedColumns(context), ...foundColumns(runs, context)];
}

/** Columns that the user may leave out: the name is always there, the difference when there is a baseline. */
export const isOptional = ({ id }: Column): boolean => id !== 'name' && id !== 'delta';

export const usualColumns: readonly string[] = [
  ...['status', 'method', 'accuracy', 'curve', 'ece', 'duration', 'created', 'tags'],
];

/** The columns to show, in their order. */
export function shownColumns(all: readonly Column[], chosen: readonly string[], withBaseline: boolean): Column[] {
  return all.filter(({ id }) => id === 'name' || (id === 'delta' ? withBaseline : chosen.includes(id)));
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

/** Sorted runs; those without a value come last either way, equal ones stay as they are. */
export function sortRuns(runs: readonly RunRecord[], column: Column | undefined, descending: boolean): RunRecord[] {
  if (!column?.sortable) return [...runs];
  const value = column.sortBy ?? column.read;
  const keyed = runs.map((run) => ({ run, key: value(run) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return descending ? compare(b.key, a.key) : compare(a.key, b.key);
  });
  return keyed.map(({ run }) => run);
}
