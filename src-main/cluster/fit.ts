import { isKnownInput, unknownInput, type Inputs } from '../../src-shared/identity.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import { identify } from '../identity/identify.ts';
import type { ClusterTask } from './job-files.ts';

type Planned = Pick<ClusterTask, 'kind' | 'config' | 'identity' | 'inputs'>;
type Done = Pick<RunRecord, 'kind' | 'config' | 'inputs'>;

/** Identity of a task planned by an earlier version: its settings and paths. */
const identityOf = ({ kind, config, identity }: Planned): Promise<string> =>
  identity === '' ? identify(kind, config) : Promise.resolve(identity);

/** Of what was not there when the task was planned, the path in the run counts: the generator of a pre-training, for one. */
function asPlanned({ inputs }: Done, { identity, inputs: planned }: Planned): Inputs {
  if (identity === '') return {};
  return { ...inputs, ...Object.fromEntries(Object.entries(planned).filter(([, input]) => !isKnownInput(input))) };
}

/** Whether a run does what a task is there for: the same settings on the same data and models, as far as the plan knew them. */
export async function fits(run: Done, task: Planned): Promise<boolean> {
  return (
    run.kind === task.kind && (await identify(run.kind, run.config, asPlanned(run, task))) === (await identityOf(task))
  );
}

/** The inputs of a run that waits for a pre-training: whether its generator is there already changes nothing about the plan. */
export const beforePretraining = (inputs: Inputs, generator: string): Inputs => ({
  ...inputs,
  mgg: unknownInput(generator),
});
