import { createHash } from 'node:crypto';
import type { RunRecord } from '../../src-shared/records.ts';
import { hostFacts } from '../platform/host.ts';
import type { RunSet } from '../suites/suite.ts';
import { labelsOf, type SuiteRun, type SuiteWork } from '../suites/queue-work.ts';
import { checksumOf } from '../platform/checksum.ts';
import { identify } from '../identity/identify.ts';
import type { RunIdentity } from '../store/store.ts';
import { beforePretraining } from './fit.ts';
import { planVersion, type ClusterPlan, type ClusterTask } from './job-files.ts';

/** A task, and the stored run of this lab that has its configuration. */
export interface PlannedTask {
  readonly task: ClusterTask;
  readonly stored: RunRecord | undefined;
}

const writtenOf = (config: object) => ({ config: { ...config }, checksum: checksumOf({ ...config }) });

/** The same before and after the pre-training that a run waits for, so that it goes by one name. */
async function identityOf({ identity, inputs, planned, config }: SuiteRun): Promise<RunIdentity> {
  const generator = planned.pretraining && planned.config.mgg;
  if (typeof generator !== 'string') return { identity, inputs };
  const before = beforePretraining(inputs, generator);
  return { identity: await identify('adapt', config, before), inputs: before };
}

/** The tasks of a suite in an order that is the same whatever is done of it; pre-trainings come first. */
export async function planTasks(suite: RunSet, { pretrainings, runs }: SuiteWork): Promise<PlannedTask[]> {
  const first = pretrainings.map(({ pretraining: { name, config, ...identity }, stored }, index): PlannedTask => {
    const task = { index, kind: 'pretrain' as const, ...writtenOf(config), after: null };
    return { task: { ...task, ...identity, file: identity.identity, ...labelsOf(suite, name) }, stored };
  });
  const indices = new Map(first.map(({ task }) => [task.identity, task.index]));
  const rest: PlannedTask[] = [];
  for (const [position, run] of runs.entries()) {
    const { planned, config, pretraining, stored } = run;
    const after = pretraining ? (indices.get(pretraining.identity) ?? null) : null;
    const task = { index: first.length + position, kind: 'adapt' as const, ...writtenOf(config), after };
    const identity = await identityOf(run);
    rest.push({ task: { ...task, ...identity, file: identity.identity, ...labelsOf(suite, planned.name) }, stored });
  }
  return [...first, ...rest];
}

/** A name that is the same for the same tasks, and safe wherever it is written. */
export function jobName({ id }: RunSet, planned: readonly PlannedTask[]): string {
  const hash = createHash('sha256').update(planned.map(({ task }) => task.identity).join('\n'));
  return `${id.replaceAll(/[^A-Za-z0-9-]+/g, '-')}-${hash.digest('hex').slice(0, 8)}`;
}

export function planOf(suite: RunSet, seeds: readonly number[], planned: readonly PlannedTask[]): ClusterPlan {
  const { labVersion, gitCommit } = hostFacts();
  return {
    format: 'mgtta-lab-cluster-job',
    version: planVersion,
    labVersion,
    gitCommit,
    createdAt: new Date().toISOString(),
    suite: { id: suite.id, title: suite.title },
    seeds: [...seeds],
    tasks: planned.map(({ task }) => task),
  };
}
