import type { LabErrorCode } from '../../src-shared/errors.ts';
import type { AdaptRun, RunRecord } from '../../src-shared/records.ts';
import type { RunStarter } from '../planning/run-starter.ts';
import type { RunScheduler } from '../runs/run-scheduler.ts';
import type { IdentifiedRun, MatchedPretraining } from './match-runs.ts';
import type { RunSet } from './suite.ts';

/** Tags of runs that a suite, or a sweep, has queued, besides its id. */
export const suiteTag = 'suite';
export const sweepTag = 'sweep';

/** Under what the runs of a set are found together. */
export const groupOf = ({ title, kind }: Pick<RunSet, 'title' | 'kind'>): string =>
  `${kind === 'sweep' ? 'Sweep' : 'Suite'}: ${title}`;

/** How a run of a set is called, and where it is found. */
export function labelsOf(set: RunSet, name: string): { name: string; group: string; tags: string[] } {
  return { name, group: groupOf(set), tags: [set.kind === 'sweep' ? sweepTag : suiteTag, set.id] };
}

/** A run of a set; with the stored one where there is one. */
export interface SuiteRun extends IdentifiedRun {
  readonly stored: AdaptRun | undefined;
}

/** Work that is to be done, each part once. */
export interface SuiteWork {
  /** Pre-trainings that come first. */
  readonly pretrainings: readonly MatchedPretraining[];
  readonly runs: readonly SuiteRun[];
}

/** How runs stand that wait or compute. */
export const underWay = ['queued', 'running', 'paused'] as const;

export const isUnderWay = (run: RunRecord | undefined): boolean => underWay.some((status) => status === run?.status);

/** Failures that had nothing to do with what the run was given: it goes on at its last checkpoint. */
const fromOutside: readonly LabErrorCode[] = ['job-crashed', 'no-space', 'store'];

/** Whether a run can be taken up where it ended; one that failed of its data or settings begins anew. */
function goesOn<Run extends RunRecord>(run: Run | undefined): run is Run {
  if (!run) return false;
  return run.status !== 'failed' || fromOutside.some((code) => code === run.error?.code);
}

/** Queues what is not under way, pre-trainings first, and goes on with what was interrupted. */
export async function queueWork(
  { starter, scheduler }: { readonly starter: RunStarter; readonly scheduler: RunScheduler },
  set: RunSet,
  { pretrainings, runs }: SuiteWork,
): Promise<RunRecord[]> {
  const labels = (name: string) => labelsOf(set, name);
  const queued: RunRecord[] = [];
  for (const { pretraining, stored } of pretrainings) {
    if (isUnderWay(stored)) continue;
    const { config, name } = pretraining;
    queued.push(goesOn(stored) ? scheduler.resume(stored.id) : await starter.startPretraining(config, labels(name)));
  }
  for (const { planned, config, stored } of runs) {
    if (isUnderWay(stored)) continue;
    queued.push(goesOn(stored) ? scheduler.resume(stored.id) : await starter.startRun(config, labels(planned.name)));
  }
  return queued;
}
