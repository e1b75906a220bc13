import type { RunRecord } from '../../../src-shared/records.ts';
import type { Group } from '../../../src-shared/runs/groups.ts';

/** A line of the table: a run, or the head of a group with its runs below. */
export type Line =
  | { readonly kind: 'run'; readonly key: string; readonly run: RunRecord }
  | { readonly kind: 'group'; readonly key: string; readonly group: Group<RunRecord>; readonly open: boolean };

const runLine = (run: RunRecord): Line => ({ kind: 'run', key: run.id, run });

/** Lines of runs, one after the other. */
export function linesOf(runs: readonly RunRecord[]): Line[] {
  return runs.map(runLine);
}

/** Lines of groups, each under its head; those that `isClosed` says have no lines but their head. */
export function groupedLines(groups: readonly Group<RunRecord>[], isClosed: (key: string) => boolean): Line[] {
  return groups.flatMap((group): Line[] => {
    const open = !isClosed(group.key);
    const head: Line = { kind: 'group', key: group.key, group, open };
    return open ? [head, ...group.items.map(runLine)] : [head];
  });
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

/** A row of the document and the line that it shows. */
export interface Slot {
  readonly slot: number;
  /** Of the line, from 0. */
  readonly place: number;
}

/** The rows of a window: a line keeps its row while it is in view, and the rows of lines that went are used again. */
export function slotsOf({ first, end }: Window): Slot[] {
  // A power of two, so that a window that grows by a few lines keeps its rows.
  const count = 2 ** Math.ceil(Math.log2(Math.max(1, end - first)));
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => ({
    slot: (first + index) % count,
    place: first + index,
  }));
}
