import type { Store } from '../../store/store.ts';
import type { Lab } from '../lab.ts';
import type { Suite } from '../suites/suite.ts';
import { writeBundle } from './bundle-files.ts';
import { collect, type CollectedTask } from './collect.ts';
import type { ClusterTask } from './job-files.ts';
import { submit, type SubmitOptions, type SubmitOutcome } from './submit.ts';
import { startTask, type StartedTask } from './task.ts';

/** Suites on a cluster: what a lab gives to a scheduler, does as one of its tasks, and gets back. */
export class Cluster {
  private readonly lab: Lab;
  private readonly store: Store;

  constructor(lab: Lab, store: Store) {
    this.lab = lab;
    this.store = store;
  }

  /** Submits what is to be done of a suite, given by its id or itself. @throws LabError as `submit` */
  async submit(suite: string | Suite, seeds: readonly number[], options: SubmitOptions): Promise<SubmitOutcome> {
    const { suites } = this.lab;
    const found = typeof suite === 'string' ? await suites.find(suite) : suite;
    return submit(found, seeds, await suites.work(found, seeds), options);
  }

  /** Brings results of a job folder into this lab. @throws LabError as `collect` */
  collect(folder: string, { partial = false }: { readonly partial?: boolean } = {}): Promise<CollectedTask[]> {
    const { lab, store } = this;
    return collect(folder, { store, identities: lab.identities, partial, onRun: (run) => lab.hub.publish('run', run) });
  }

  /** Queues the run of a task here, see `startTask`. */
  startTask(folder: string, task: ClusterTask): Promise<StartedTask | undefined> {
    return startTask(this.lab, this.store, folder, task);
  }

  /** Puts the run of a task as it stands into the job folder. @throws LabError `no-space`, `bad-input` */
  saveTask(folder: string, task: ClusterTask, runId: string): Promise<void> {
    return writeBundle(folder, task, this.store.readContents(runId));
  }
}
