import type { RunRecord } from '../../src-shared/records.ts';
import type { RunProgress } from '../../src-shared/api/runs.ts';
import { runs } from './runs.svelte.ts';

/** The run that is being worked on, as status strip, window title and taskbar show it. */
export interface UnderWay {
  run: RunRecord;
  progress: RunProgress | undefined;
  /** 0 … 1; undefined before the first batch. */
  fraction: number | undefined;
}

/**
 * The run under way: a running one before a paused one, and between two runs the next one, which is about to begin;
 * undefined when the lab is idle.
 */
export function runUnderWay(): UnderWay | undefined {
  const run = runs.active.find(({ status }) => status === 'running') ?? runs.active[0] ?? runs.queued[0];
  if (run === undefined) return undefined;
  return { run, progress: runs.progress(run.id), fraction: runs.fraction(run.id) };
}
