import { SvelteMap } from 'svelte/reactivity';
import type { RunProgress } from '../../src-shared/api/runs.ts';
import { toErrorMessage } from '../../src-shared/errors.ts';
import type { ErrorMessage } from '../../src-shared/errors.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import { connection, lab } from './client.ts';

/** Every run of the lab and how far those under way are, kept up to date by the lab's events. */
class Runs {
  readonly #byId = new SvelteMap<string, RunRecord>();
  readonly #progress = new SvelteMap<string, RunProgress>();
  #ready = $state(false);
  #error = $state.raw<ErrorMessage>();
  #list = $derived([...this.#byId.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt)));
  #active = $derived(this.#list.filter(({ status }) => status === 'running' || status === 'paused').reverse());
  #queued = $derived(this.#list.filter(({ status }) => status === 'queued').reverse());

  constructor() {
    connection.on('run', (run) => this.#put(run));
    connection.on('runsDeleted', ({ ids }) => {
      for (const id of ids) this.#remove(id);
    });
    connection.on('progress', (progress) => {
      if (this.#byId.get(progress.runId)?.status !== 'done') this.#progress.set(progress.runId, progress);
    });
    connection.onFresh(() => void this.reload());
    void this.reload();
  }

  /** False until the runs were fetched for the first time. */
  get ready(): boolean {
    return this.#ready;
  }

  get error(): ErrorMessage | undefined {
    return this.#error;
  }

  /** All runs, newest first. */
  get list(): readonly RunRecord[] {
    return this.#list;
  }

  /** Runs that are being worked on or are paused, oldest first. */
  get active(): readonly RunRecord[] {
    return this.#active;
  }

  /** Runs that wait for their turn, first in line first. */
  get queued(): readonly RunRecord[] {
    return this.#queued;
  }

  get(id: string): RunRecord | undefined {
    return this.#byId.get(id);
  }

  /** Undefined for a run that is not under way. */
  progress(id: string): RunProgress | undefined {
    return this.#progress.get(id);
  }

  /** Fraction done, 0 … 1; undefined before the first batch and for a run that is not under way. */
  fraction(id: string): number | undefined {
    const progress = this.#progress.get(id);
    return progress === undefined || progress.total === 0 ? undefined : progress.done / progress.total;
  }

  async reload(): Promise<void> {
    try {
      const [runs, progress] = await Promise.all([lab.listRuns({ filter: {} }), lab.listProgress({})]);
      this.#byId.clear();
      this.#progress.clear();
      for (const run of runs) this.#byId.set(run.id, run);
      for (const one of progress) this.#progress.set(one.runId, one);
      this.#error = undefined;
      this.#ready = true;
    } catch (error) {
      this.#error = toErrorMessage(error);
    }
  }

  #put(run: RunRecord): void {
    this.#byId.set(run.id, run);
    if (run.status !== 'running' && run.status !== 'paused') this.#progress.delete(run.id);
  }

  #remove(id: string): void {
    this.#byId.delete(id);
    this.#progress.delete(id);
  }
}

export const runs = new Runs();
