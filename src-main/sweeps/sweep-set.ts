import type { SuiteWork } from '../suites/queue-work.ts';
import type { RunSet } from '../suites/suite.ts';
import type { StoredSweep } from './stored-sweeps.ts';
import type { SurveyedMethod, SweepRun } from './survey.ts';

/** The runs that a sweep needs as far as is known, in the order in which they are queued: each method's trials in turn. */
export const wantedRuns = (methods: readonly SurveyedMethod[]): SweepRun[] =>
  methods.flatMap(({ trials }) => trials.flatMap(({ wanted }) => wanted));

/** A sweep as it stands, as a set of runs. */
export const setOf = ({ id, sweep }: StoredSweep, methods: readonly SurveyedMethod[]): RunSet => ({
  id,
  title: sweep.name,
  kind: 'sweep',
  notes: [],
  plan: (seed) => wantedRuns(methods).flatMap((run) => (run.seed === seed ? [run.identified.planned] : [])),
});

/** The work that a sweep is as it stands, each run once. */
export function workOf(runs: readonly SweepRun[]): SuiteWork {
  const each = new Map(runs.map((run) => [run.identified.identity, run]));
  return {
    pretrainings: [],
    runs: [...each.values()].map(({ identified, result }) => ({ ...identified, stored: result?.run })),
  };
}
