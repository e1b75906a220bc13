import { SvelteMap } from 'svelte/reactivity';
import { markedName } from '../../src-shared/external-run.ts';
import type { RunProgress } from '../../src-shared/api/runs.ts';
import { namesApart } from '../../src-shared/comparison/names.ts';
import { toErrorMessage } from '../../src-shared/errors.ts';
import type { ErrorMessage } from '../../src-shared/errors.ts';
import type { AdaptFigures, AdaptRun, RunRecord, RunStatus } from '../../src-shared/records.ts';
import { adaptFigures, headlineOf, type Headline } from '../../src-shared/run-figures.ts';
import { connection, lab } from './client.ts';
import { queue } from './lists.svelte.ts';

type StatusListener = (run: RunRecord, before: RunStatus) => void;

/** Every run of the lab and how far those under way are, kept up to date by the lab's events. */
class Runs {
  readonly #byId = new SvelteMap<string, RunRecord>();
  readonly #progress = new SvelteMap<string, RunProgress>();
  readonly #statusListeners: StatusListener[] = [];
  /** Runs received by events while the list was being fetched: they are newer than the list. */
  #touched: string[] | undefined;
  #ready = $state(false);
  #error = $state.raw<ErrorMessage>();
  #list = $derived([...this.#byId.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt)));
  #namesApart = $derived(namesApart(this.#list));
  #active = $derived(this.#list.filter(({ status }) => status === 'running' || status === 'paused').reverse());
  #queued = $derived.by(() => {
    const order = queue.value ?? [];
    const place = ({ id }: RunRecord): number => (order.includes(id) ? order.indexOf(id) : order.length);
    const waiting = this.#list.filter(({ status }) => status === 'queued').reverse();
    return waiting.sort((a, b) => place(a) - place(b));
  });

  constructor() {
    connection.on('run', (run) => {
      this.#touched?.push(run.id);
      this.#put(run);
    });
    connection.on('runsDeleted', ({ ids }) => {
      this.#touched?.push(...ids);
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

  /** Distinct name of a run: its name, followed by the settings that distinguish it from runs of the same name. */
  nameOf({ id, name }: Pick<RunRecord, 'id' | 'name'>): string {
    return markedName(this.#namesApart.get(id) ?? name, this.get(id) ?? {});
  }

  /** Undefined for a run that is not under way. */
  progress(id: string): RunProgress | undefined {
    return this.#progress.get(id);
  }

  /** The one accuracy and time of a run, as it stands. */
  headline(run: RunRecord): Headline {
    return headlineOf(run, this.#progress.get(run.id));
  }

  /** The figures of an adaptation, as it stands. */
  figures(run: AdaptRun): AdaptFigures | undefined {
    return adaptFigures(run, this.#progress.get(run.id));
  }

  /** Fraction done, 0 … 1; undefined before the first batch and for a run that is not under way. */
  fraction(id: string): number | undefined {
    const progress = this.#progress.get(id);
    return progress === undefined || progress.total === 0 ? undefined : progress.done / progress.total;
  }

  /** Calls back when a known run changes its status. @returns a function that ends the subscription */
  onStatus(listener: StatusListener): () => void {
    this.#statusListeners.push(listener);
    return () => void this.#statusListeners.splice(this.#statusListeners.indexOf(listener), 1);
  }

  async reload(): Promise<void> {
    const touched: string[] = [];
    this.#touched = touched;
    try {
      const [runs, progress] = await Promise.all([lab.listRuns({ filter: {} }), lab.listProgress({})]);
      const listed: readonly string[] = runs.map(({ id }) => id);
      for (const { id } of this.#list) if (!listed.includes(id) && !touched.includes(id)) this.#remove(id);
      for (const run of runs) if (!touched.includes(run.id)) this.#put(run);
      for (const one of progress) if (!touched.includes(one.runId)) this.#progress.set(one.runId, one);
      this.#error = undefined;
      this.#ready = true;
    } catch (error) {
      this.#error = toErrorMessage(error);
    } finally {
      if (this.#touched === touched) this.#touched = undefined;
    }
  }

  #put(run: RunRecord): void {
    const before = this.#byId.get(run.id)?.status;
    this.#byId.set(run.id, run);
    if (run.status !== 'running' && run.status !== 'paused') this.#progress.delete(run.id);
    if (before === undefined || before === run.status) return;
    for (const listener of this.#statusListeners) listener(run, before);
  }

  #remove(id: string): void {
    this.#byId.delete(id);
    this.#progress.delete(id);
  }
}

export const runs = new Runs();
