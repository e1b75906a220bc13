import type { RunRecord } from '../../../src-shared/records.ts';
import { filterOf, type Filter } from '../../../src-shared/runs/filter.ts';
import { t } from '../../texts/index.ts';
import type { Column } from './column.ts';
import { settingsOf } from './run-values.ts';

export const filterKeys = ['status', 'method', 'dataset', 'tag', 'group'] as const;
export type FilterKey = (typeof filterKeys)[number];

/** Values that a run may have, by filter; an empty list lets all pass. */
export type Filters = Readonly<Record<FilterKey, readonly string[]>>;

const valuesOf: Readonly<Record<FilterKey, (run: RunRecord) => readonly string[]>> = {
  status: ({ status }) => [status],
  method: ({ method }) => [method],
  dataset: (run) => [settingsOf(run).dataset ?? ''].filter((name) => name !== ''),
  tag: ({ tags }) => tags,
  group: ({ group }) => (group === null ? [] : [group]),
};

/** Filters as they stand in the address: `status=done,failed`. A comma in a value is written as `%2C`. */
export function readFilters(query: Readonly<Partial<Record<FilterKey, string>>>): Filters {
  const read = (key: FilterKey): string[] =>
    (query[key] ?? '')
      .split(',')
      .filter((part) => part !== '')
      .map((part) => part.replaceAll('%2C', ','));
  return Object.fromEntries(filterKeys.map((key) => [key, read(key)])) as Record<FilterKey, string[]>;
}

export function filterQuery(values: readonly string[]): string {
  return values.map((value) => value.replaceAll(',', '%2C')).join(',');
}

/** The filter of the search field. @param columns what its conditions may ask for */
export function searchFilter(
  search: string,
  columns: readonly Column[],
  naming: { readonly nameOf: (run: RunRecord) => string; readonly methodName: (id: string) => string },
): Filter<RunRecord> {
  return filterOf(search, columns, (run) => {
    const { id, name, method, group, tags, notes } = run;
    const names = [id, name, naming.nameOf(run), method, naming.methodName(method), group ?? ''];
    return [...names, ...tags, notes, settingsOf(run).dataset ?? ''].join(' ').toLowerCase();
  });
}

/** Runs that pass every filter. */
export function filterRuns(runs: readonly RunRecord[], filters: Filters, search: Filter<RunRecord>): RunRecord[] {
  const asked = filterKeys.filter((key) => filters[key].length > 0);
  return runs.filter(
    (run) =>
      asked.every((key) => valuesOf[key](run).some((value) => filters[key].includes(value))) && search.matches(run),
  );
}

export interface FilterChoice {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

type MethodName = (id: string) => string;

/** Values of a filter that occur, the most frequent first, with those that are asked for in any case. */
export function filterChoices(
  runs: readonly RunRecord[],
  key: FilterKey,
  asked: readonly string[],
  methodName: MethodName,
): FilterChoice[] {
  const counts = new Map<string, number>(asked.map((value) => [value, 0]));
  for (const run of runs) for (const value of valuesOf[key](run)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, label: filterLabel(key, value, methodName), count }))
    .sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

export function filterLabel(key: FilterKey, value: string, methodName: MethodName): string {
  if (key === 'method') return methodName(value);
  return key === 'status' ? t.common.status[value as RunRecord['status']] : value;
}
