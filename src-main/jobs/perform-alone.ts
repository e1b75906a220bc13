import { LabError } from '../../src-shared/errors.ts';
import type { ComputeClient } from './compute-client.ts';
import type { Job, JobResult } from './messages.ts';

export type ResultOf<J extends Job> = Extract<JobResult, { readonly kind: J['kind'] }>;

const isResultOf = <J extends Job>(result: JobResult, job: J): result is ResultOf<J> => result.kind === job.kind;

/** Result of a job of that kind. @throws LabError of the job */
export async function resultOf<J extends Job>(client: Pick<ComputeClient, 'start'>, job: J): Promise<ResultOf<J>> {
  const result = await client.start(job, () => undefined).result;
  if (isResultOf(result, job)) return result;
  throw new LabError('internal', 'The compute process mistook its job.');
}

/** Does a job in a process of its own, which ends with it. @throws LabError of the job, or that it had to be stopped */
export async function performAlone<J extends Job>(
  client: Pick<ComputeClient, 'start' | 'kill'>,
  job: J,
): Promise<ResultOf<J>> {
  try {
    return await resultOf(client, job);
  } finally {
    client.kill();
  }
}
