import type { RunRecord } from '../../../src-shared/records.ts';
import { t } from '../../texts/index.ts';
import { settingsOf } from './columns.ts';

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
export function readFilters(query: Readonly<Record<string, string>>): Filters {
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

function textOf(run: RunRecord): string {
  const { id, name, method, group, tags, notes } = run;
  return [id, name, method, group ?? '', ...tags, notes, settingsOf(run).dataset ?? ''].join(' ').toLowerCase();
}

/** Runs that have all words of the search and pass every filter. */
export function filterRuns(runs: readonly RunRecord[], filters: Filters, search: string): RunRecord[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const asked = filterKeys.filter((key) => filters[key].length > 0);
  return runs.filter((run) => {
    if (!asked.every((key) => valuesOf[key](run).some((value) => filters[key].includes(value)))) return false;
    if (words.length === 0) return true;
    const text = textOf(run);
    return words.every((word) => text.includes(word));
  });
}

export interface FilterChoice {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** Values of a filter that occur, the most frequent first, with those that are asked for in any case. */
export function filterChoices(runs: readonly RunRecord[], key: FilterKey, asked: readonly string[]): FilterChoice[] {
  const counts = new Map<string, number>(asked.map((value) => [value, 0]));
  for (const run of runs) for (const value of valuesOf[key](run)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, label: filterLabel(key, value), count }))
    .sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

export function filterLabel(key: FilterKey, value: string): string {
  return key === 'status' ? t.common.status[value as RunRecord['status']] : value;
}
