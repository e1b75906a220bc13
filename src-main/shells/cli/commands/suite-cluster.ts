import { usualSeedOf } from '../../../../src-shared/published/protocols.ts';
import { taskStates } from '../../../cluster/task-states.ts';
import { collectedText, statesText, submittedText } from '../cluster-tables.ts';
import { note, print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

export interface SubmitFlags extends CommonOptions {
  readonly folder: string;
  readonly cpus?: number;
  readonly maxParallel?: number;
  readonly sbatch?: readonly string[];
  readonly dryRun?: boolean;
}

export interface SuiteSubmitFlags extends SubmitFlags {
  readonly seeds?: readonly number[];
}

/** Enough for one run of a vision transformer without waiting long for a place on a node. */
const usualCpus = 4;

/** Options of a submission, with defaults filled in. */
export const submitOptions = ({ folder, cpus = usualCpus, maxParallel, sbatch = [], dryRun = false }: SubmitFlags) => ({
  ...{ folder, cpus, maxParallel, sbatch, dryRun },
});

/** Gives what is to be done of a suite to Slurm. */
export function suiteSubmitCommand(
  id: string,
  { seeds = [usualSeedOf(id)], json, ...flags }: SuiteSubmitFlags,
): Promise<void> {
  return withLab(flags, async (lab) => {
    const outcome = await lab.cluster.submit(id, seeds, submitOptions(flags));
    for (const warning of outcome.warnings) note(`Warning: ${warning}`);
    if (json) printJson(outcome);
    else print(submittedText(outcome));
  });
}

/** Brings the results in a job folder into the lab. */
export function suiteCollectCommand(
  folder: string,
  { partial = false, json, ...common }: CommonOptions & { readonly partial?: boolean },
): Promise<void> {
  return withLab(common, async (lab) => {
    const collected = await lab.cluster.collect(folder, { partial });
    if (json) printJson(collected);
    else print(collectedText(collected, folder));
  });
}

/** Shows how far the tasks of a job folder are. */
export async function suiteJobsCommand(folder: string, { json }: CommonOptions): Promise<void> {
  const states = await taskStates(folder);
  if (json) printJson(states);
  else print(statesText(states));
}
