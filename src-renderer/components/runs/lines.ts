import type { RunRecord } from '../../../src-shared/records.ts';

/** A line of the table: a run, or the head of a group with its runs below. */
export type Line =
  | { readonly kind: 'run'; readonly key: string; readonly run: RunRecord }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly group: string | null;
      readonly runs: readonly RunRecord[];
    };

/** Lines of sorted runs; with groups, these stand in the order of their first runs and runs without a group last. */
export function linesOf(runs: readonly RunRecord[], grouped: boolean): Line[] {
  const line = (run: RunRecord): Line => ({ kind: 'run', key: run.id, run });
  if (!grouped) return runs.map(line);
  const groups = [...Map.groupBy(runs, ({ group }) => group)];
  groups.sort(([a], [b]) => Number(a === null) - Number(b === null));
  return groups.flatMap(([group, members]) => [
    { kind: 'group', key: `group/${group ?? ''}`, group, runs: members },
    ...members.map(line),
  ]);
}

/** Lines in view, with some beyond on either side so that a quick scroll shows no gap. */
export interface Window {
  readonly first: number;
  /** Behind the last one. */
  readonly end: number;
}

const beyond = 6;

/** @param top scrolled distance and @param height of the view, both in pixels as is `lineHeight` */
export function windowOf(count: number, lineHeight: number, top: number, height: number): Window {
  const first = Math.max(0, Math.floor(top / lineHeight) - beyond);
  const end = Math.min(count, Math.ceil((top + height) / lineHeight) + beyond);
  return { first: Math.min(first, Math.max(0, end)), end };
}
