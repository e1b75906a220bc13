import type { Identities } from '../identity/identities.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { RunSet } from '../suites/suite.ts';
import type { Suites } from '../suites/suites.ts';
import type { Sweeps } from '../sweeps/sweeps.ts';
import { writeBundle } from './bundle-files.ts';
import { collect, type CollectedTask } from './collect.ts';
import { readPlan, type ClusterTask } from './job-files.ts';
import { submit, type SubmitOptions, type SubmitOutcome } from './submit.ts';
import { startTask, type StartedTask, type TaskServices } from './task.ts';

/** Services that a lab needs to work with a cluster. */
export interface ClusterServices extends TaskServices {
  readonly suites: Suites;
  readonly sweeps: Sweeps;
  readonly identities: Identities;
  readonly hub: EventHub;
}

/** Suites on a cluster: what a lab gives to a scheduler, does as one of its tasks, and gets back. */
export class Cluster {
  private readonly services: ClusterServices;

  constructor(services: ClusterServices) {
    this.services = services;
  }

  /** Submits what is to be done of a suite, given by its id or itself. @throws LabError as `submit` */
  async submit(suite: string | RunSet, seeds: readonly number[], options: SubmitOptions): Promise<SubmitOutcome> {
    const { suites } = this.services;
    const found = typeof suite === 'string' ? await suites.find(suite) : suite;
    return submit(found, seeds, await suites.work(found, seeds), options);
  }

  /** Submits what is known by now of a sweep. @throws LabError as `submit` */
  async submitSweep(id: string, options: SubmitOptions): Promise<SubmitOutcome> {
    const { set, seeds, work } = await this.services.sweeps.work(id);
    return submit(set, seeds, work, options);
  }

  /** Brings results of a job folder into this lab. @throws LabError as `collect` */
  async collect(folder: string, { partial = false }: { readonly partial?: boolean } = {}): Promise<CollectedTask[]> {
    const { store, identities, hub, sweeps } = this.services;
    const collected = await collect(folder, { store, identities, partial, onRun: (run) => hub.publish('run', run) });
    const { tasks } = await readPlan(folder);
    await sweeps.markOf(new Set(tasks.flatMap(({ tags }) => tags)));
    return collected;
  }

  /** Queues the run of a task here, see `startTask`. */
  startTask(folder: string, task: ClusterTask): Promise<StartedTask | undefined> {
    return startTask(this.services, folder, task);
  }

  /** Puts the run of a task as it stands into the job folder. @throws LabError `no-space`, `bad-input` */
  saveTask(folder: string, task: ClusterTask, runId: string): Promise<void> {
    return writeBundle(folder, task, this.services.store.readContents(runId));
  }
}
