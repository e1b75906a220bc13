import { toErrorMessage } from '../../../src-shared/errors.ts';
import type { Sweep } from '../../../src-shared/sweeps/sweep.ts';
import { lab } from '../../lab/client.ts';
import type { Answer } from '../forms/lab-check.svelte.ts';
import type { PlannedRun } from './form-state.ts';

/** The first of those that say the same. */
function once<Said>(all: readonly Said[], text: (said: Said) => string): Said[] {
  return [...Map.groupBy(all, text).values()].flatMap((same) => same.slice(0, 1));
}

/** Findings of the lab in the first run of each method, each sentence once. */
export async function checkRuns(runs: readonly PlannedRun[], signal: AbortSignal): Promise<Answer> {
  const firsts = once(runs, ({ method }) => method.id);
  const answers = await Promise.allSettled(firsts.map(({ config }) => lab.checkRun({ config }, signal)));
  return {
    problems: once(
      answers.flatMap((answer) => (answer.status === 'rejected' ? [toErrorMessage(answer.reason)] : [])),
      ({ message }) => message,
    ),
    warnings: once(
      answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.warnings : [])),
      ({ text }) => text,
    ),
  };
}

/** Problems that keep the calibration from running, e.g. a missing engine, keep the run from it, too. */
const unknownTime = (error: unknown): Answer => ({
  estimate: { seconds: null, basis: toErrorMessage(error).message },
});

/** How long runs take together. */
export async function estimateRuns(runs: readonly PlannedRun[], signal: AbortSignal): Promise<Answer> {
  try {
    return { estimate: await lab.estimateRuns({ configs: runs.map(({ config }) => config) }, signal) };
  } catch (error) {
    return unknownTime(error);
  }
}

/** Estimated time of a sweep's missing runs; finds problems of the sweep as well. */
export async function estimateSweep(sweep: Sweep, signal: AbortSignal): Promise<Answer> {
  try {
    const { seconds, basis } = await lab.estimateSweep({ sweep }, signal);
    return { estimate: { seconds, basis } };
  } catch (error) {
    const problem = toErrorMessage(error);
    return problem.code === 'bad-option' ? { problems: [problem] } : unknownTime(error);
  }
}
