import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../../src-shared/errors.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import { pretrainConfigSchema, type PretrainConfig } from '../../src-shared/pretrain-config.ts';
import { runConfigSchema, type RunConfig } from '../../src-shared/run-config.ts';
import { parseOptions } from '../methods/method.ts';
import type { Store } from '../store/store.ts';
import { checksumOf } from '../platform/checksum.ts';
import { configure, configurePretraining } from '../runs/configure.ts';
import { identify } from '../identity/identify.ts';
import type { RunStarter } from '../planning/run-starter.ts';
import type { RunScheduler } from '../runs/run-scheduler.ts';
import { readBundle } from './bundle-files.ts';
import { readPlan, type ClusterTask } from './job-files.ts';

/** @throws LabError `bad-option` when the job has no such task, else as `readPlan` */
export async function findTask(folder: string, index: number): Promise<ClusterTask> {
  const { tasks } = await readPlan(folder);
  const task = tasks.find((candidate) => candidate.index === index);
  if (task) return task;
  throw new LabError(
    'bad-option',
    `There is no task ${index} in ${folder}.`,
    `Its tasks are 0 to ${tasks.length - 1}.`,
  );
}

/**
 * A new folder for the data of one task, on the disk of the node: a database on a network disk is slow and may be damaged.
 * @throws LabError `bad-input` when no folder for temporary files can be written to
 */
export function makeScratch(env: NodeJS.ProcessEnv = process.env): string {
  const places = [env['SLURM_TMPDIR'], env['TMPDIR'], '/tmp'].filter((place) => place !== undefined && place !== '');
  for (const place of places) {
    try {
      return mkdtempSync(path.join(place!, 'mgtta-lab-task-'));
    } catch {
      // The submitting computer's TMPDIR, which jobs inherit, need not exist on the node.
    }
  }
  throw new LabError(
    'bad-input',
    `There is no folder for temporary files on this node; tried ${places.join(', ')}.`,
    'Set TMPDIR to one that can be written to.',
  );
}

/** Makes sure that this lab does exactly what was planned. */
async function checkIdentity(config: RunConfig | PretrainConfig, task: ClusterTask): Promise<void> {
  const { kind, inputs, identity } = task;
  const same =
    identity === '' ? checksumOf(config) === task.checksum : (await identify(kind, config, inputs)) === identity;
  if (same) return;
  throw new LabError(
    'bad-input',
    `The lab on this node reads the settings of ${task.name} differently: its version is not the one that submitted them.`,
    'Submit the suite again with the version that the nodes have.',
  );
}

async function begin(starter: RunStarter, task: ClusterTask): Promise<RunRecord> {
  const { kind, name, group, tags } = task;
  const labels = { name, group, tags };
  if (kind === 'pretrain') {
    const config = parseOptions('pre-training', pretrainConfigSchema, task.config);
    await checkIdentity(configurePretraining(config), task);
    return starter.startPretraining(config, labels);
  }
  const { config } = await configure(parseOptions('a run', runConfigSchema, task.config));
  await checkIdentity(config, task);
  return starter.startRun(config, labels);
}

/** Parts of the lab that carry out a task. */
export interface TaskServices {
  readonly store: Store;
  readonly starter: RunStarter;
  readonly scheduler: RunScheduler;
}

export interface StartedTask {
  readonly run: RunRecord;
  /** Notice on a resumed start; null when it began at the beginning. */
  readonly note: string | null;
}

/**
 * Queues the run of a task: from the checkpoint that an earlier attempt left in the job folder, else from the beginning.
 * @returns undefined when its result is there already
 * @throws LabError `bad-input` when this lab is another version than the one that submitted
 */
export async function startTask(
  { store, starter, scheduler }: TaskServices,
  folder: string,
  task: ClusterTask,
): Promise<StartedTask | undefined> {
  const bundle = await readBundle(folder, task);
  if (bundle.kind === 'finished') return undefined;
  if (bundle.kind === 'unfinished') {
    store.addContents(bundle.contents);
    return { run: scheduler.resume(bundle.contents.run.id), note: 'Going on where an earlier attempt was stopped.' };
  }
  return {
    run: await begin(starter, task),
    note: bundle.kind === 'damaged' ? `${bundle.problem} Beginning anew.` : null,
  };
}
