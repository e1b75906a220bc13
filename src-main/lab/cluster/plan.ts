import { createHash } from 'node:crypto';
import type { RunRecord } from '../../../src-shared/records.ts';
import { hostFacts } from '../host.ts';
import type { Suite } from '../suites/suite.ts';
import { labelsOf, type SuiteWork } from '../suites/suites.ts';
import type { ClusterPlan, ClusterTask } from './job-files.ts';

/** A task, and the stored run of this lab that has its configuration. */
export interface PlannedTask {
  readonly task: ClusterTask;
  readonly stored: RunRecord | undefined;
}

/** The tasks of a suite in an order that is the same whatever is done of it; pre-trainings come first. */
export function planTasks(suite: Suite, { pretrainings, runs }: SuiteWork): PlannedTask[] {
  const first = pretrainings.map(({ pretraining: { name, config, configHash }, stored }, index): PlannedTask => {
    const task = { index, kind: 'pretrain' as const, configHash, config: { ...config }, after: null };
    return { task: { ...task, ...labelsOf(suite, name) }, stored };
  });
  const indices = new Map(first.map(({ task }) => [task.configHash, task.index]));
  const rest = runs.map(({ planned, config, configHash, pretraining, stored }, position): PlannedTask => {
    const after = pretraining ? (indices.get(pretraining.configHash) ?? null) : null;
    const task = { index: first.length + position, kind: 'adapt' as const, configHash, config: { ...config }, after };
    return { task: { ...task, ...labelsOf(suite, planned.name) }, stored };
  });
  return [...first, ...rest];
}

/** A name that is the same for the same tasks, and safe wherever it is written. */
export function jobName({ id }: Suite, planned: readonly PlannedTask[]): string {
  const hash = createHash('sha256').update(planned.map(({ task }) => task.configHash).join('\n'));
  return `${id.replaceAll(/[^A-Za-z0-9-]+/g, '-')}-${hash.digest('hex').slice(0, 8)}`;
}

export function planOf(suite: Suite, seeds: readonly number[], planned: readonly PlannedTask[]): ClusterPlan {
  const { labVersion, gitCommit } = hostFacts();
  return {
    format: 'mgtta-lab-cluster-job',
    version: 1,
    labVersion,
    gitCommit,
    createdAt: new Date().toISOString(),
    suite: { id: suite.id, title: suite.title },
    seeds: [...seeds],
    tasks: planned.map(({ task }) => task),
  };
}
