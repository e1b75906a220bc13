import { toErrorMessage } from '../../../src-shared/errors.ts';
import { lab } from '../../lab/client.ts';
import type { Answer } from '../forms/lab-check.svelte.ts';
import type { PlannedRun } from './form-state.ts';

/** The first of those that say the same. */
function once<Said>(all: readonly Said[], text: (said: Said) => string): Said[] {
  return [...Map.groupBy(all, text).values()].flatMap((same) => same.slice(0, 1));
}

/** What the lab finds in the first run of each method, each sentence once. */
export async function checkRuns(runs: readonly PlannedRun[]): Promise<Answer> {
  const firsts = once(runs, ({ method }) => method.id);
  const answers = await Promise.allSettled(firsts.map(({ config }) => lab.checkRun({ config })));
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

/** How long runs take together. */
export async function estimateRuns(runs: readonly PlannedRun[]): Promise<Answer> {
  try {
    return { estimate: await lab.estimateRuns({ configs: runs.map(({ config }) => config) }) };
  } catch (error) {
    // What keeps the calibration from running, e.g. an engine that is not there, keeps the run from it, too.
    return { estimate: { seconds: null, basis: toErrorMessage(error).message } };
  }
}
