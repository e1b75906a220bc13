import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { RunProgress } from '../../src-shared/api/runs.ts';
import { fromErrorMessage, LabError, toErrorMessage, toLabError } from '../../src-shared/errors.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import type { ComputeClient } from '../jobs/compute-client.ts';
import { runFactsSchema, type Job, type JobResult } from '../jobs/messages.ts';
import type { NewRun, Store } from '../store/store.ts';
import { concludeRun } from './conclude.ts';
import { ensureFolder } from '../platform/data-folder.ts';
import type { EventHub } from '../platform/event-hub.ts';
import { sourcesToRun } from './source-to-run.ts';
import { RunFeed } from './run-feed.ts';
import { hostFacts } from '../platform/host.ts';
import type { LabLog } from '../platform/log.ts';
import type { ComputePool } from './compute-pool.ts';
import { RunQueue, type JobPreparer, type SpareJob } from './run-queue.ts';
import { RunRecorder } from './run-recorder.ts';

export interface SchedulerOptions {
  readonly store: Store;
  readonly pool: ComputePool;
  readonly hub: EventHub;
  readonly log: Pick<LabLog, 'info' | 'error'>;
  /** Folder of the checkpoints that pre-training writes. */
  readonly mggFolder: string;
  /** Preparation of a job in its turn before it is computed; none by default. */
  readonly preparer?: JobPreparer;
}

/** How long a run under way may take to end when the lab closes. */
const closingMs = 10_000;

/** Brings runs from the queue through the compute processes into the store. */
export class RunScheduler {
  private readonly queue: RunQueue;
  private announcing = false;
  private readonly recorders = new Map<string, RunRecorder>();
  /** The ends of runs that were queued here, as long as they are not stored. */
  private readonly ends = new Map<string, Promise<RunRecord>>();
  /** By run, how to store its end, which was not possible at once, e.g. for want of space. */
  private readonly late = new Map<string, () => void>();
  /** Statuses to come of runs that were asked to end early. */
  private readonly endings = new Map<string, 'interrupted' | 'cancelled'>();
  private readonly store: Store;
  private readonly pool: ComputePool;
  private readonly hub: EventHub;
  private readonly log: Pick<LabLog, 'info' | 'error'>;
  private readonly mggFolder: string;

  constructor({ store, pool, hub, log, mggFolder, preparer }: SchedulerOptions) {
    this.store = store;
    this.pool = pool;
    this.hub = hub;
    this.log = log;
    this.mggFolder = mggFolder;
    this.queue = new RunQueue(pool, preparer);
  }

  /** Calibrations, which wait for nothing and make room for runs. */
  get spare(): SpareJob {
    return this.queue.whenIdle;
  }

  /** Does a job that is no run in its turn, alone, on a compute process of its own. @returns `withdrawn` if its turn never came */
  perform(job: Job, client: ComputeClient): Promise<JobResult | 'withdrawn'> {
    return this.queue.add({ id: randomUUID(), makeJob: () => job, onEvent: () => undefined, client });
  }

  /** Whether a run or a job in its turn is under way. */
  get isBusy(): boolean {
    return this.queue.activeIds.length > 0;
  }

  /** How far the runs under way are. */
  progress(): RunProgress[] {
    return this.queue.activeIds.flatMap((id) => this.recorders.get(id)?.progress ?? []);
  }

  add(run: NewRun): RunRecord {
    return this.enqueue(this.store.createRun(run));
  }

  /** @throws LabError `bad-input` when there is nothing to resume */
  resume(id: string): RunRecord {
    const run = this.store.getRun(id);
    if (run.status === 'done') throw new LabError('bad-input', `Run ${run.id} is done; there is nothing to resume.`);
    const holder = this.store.holderOf(run.id);
    if (holder === 'this' || holder === 'another') {
      throw new LabError('bad-input', `Run ${run.id} is under way.`, 'Wait for it, or cancel it first.');
    }
    this.store.setStatus(run.id, 'queued');
    return this.enqueue(this.store.getRun(run.id));
  }

  /**
   * The record of a run that was queued here once it has ended: `done`, `interrupted` or `cancelled`.
   * @throws LabError what made it fail
   */
  async finished(id: string): Promise<RunRecord> {
    const end = this.ends.get(id);
    if (end) return end;
    const run = this.store.getRun(id);
    if (run.error) throw fromErrorMessage(run.error);
    return run;
  }

  /** @throws LabError `bad-input` when this process does not work on the run */
  pause(id: string): void {
    this.queue.control(this.working(id), 'pause');
  }

  /** @throws LabError `bad-input` when this process does not work on the run */
  continue(id: string): void {
    this.queue.control(this.working(id), 'resume');
  }

  /**
   * Stops a run after the batch under way, or takes it out of the queue; it can be resumed.
   * @throws LabError `bad-input` when it is over, or in the hands of another process
   */
  cancel(id: string): void {
    const run = this.store.getRun(id);
    if (run.status === 'done' || run.status === 'failed' || run.status === 'cancelled') {
      throw new LabError('bad-input', `Run ${run.id} is over; there is nothing to cancel.`);
    }
    if (this.holds(run.id)) {
      this.endings.set(run.id, 'cancelled');
      this.queue.control(run.id, 'stop');
      return;
    }
    // A process of another host may have ended, or this host may have been renamed: the user decides.
    if (['this', 'another'].includes(this.store.holderOf(run.id))) throw this.elsewhere(run);
    this.store.setStatus(run.id, 'cancelled');
    this.hub.publish('run', this.store.getRun(run.id));
  }

  /** Whether a run, given by its full id, waits or is under way in this process. */
  holds(id: string): boolean {
    return this.recorders.has(id);
  }

  /** Ids of the runs that wait in this process, the next one first. */
  waiting(): string[] {
    return this.queue.order.filter((id) => this.holds(id));
  }

  /**
   * Puts a waiting run right before another one, or last.
   * @throws LabError `bad-input` when one of them doesn't wait in this process
   */
  move(id: string, before: string | null): void {
    const run = this.store.getRun(id);
    const other = before === null ? null : this.store.getRun(before).id;
    if (run.id === other) return;
    if (!this.queue.move(run.id, other)) {
      throw new LabError('bad-input', `Run ${run.id} is not queued here.`, 'Only queued runs have an order.');
    }
    this.hub.publish('changed', { what: 'queue' });
  }

  /** Stops all runs after the batch under way; they end as interrupted. */
  stopAll(): void {
    for (const id of this.recorders.keys()) if (!this.endings.has(id)) this.endings.set(id, 'interrupted');
    this.queue.stopAll();
  }

  /** Stores how runs ended where that was not possible before. @throws LabError `no-space`, `store` while it still is not */
  storeLateEndings(): void {
    for (const [id, store] of this.late) {
      store();
      this.late.delete(id);
      this.ends.delete(id);
      this.hub.publish('run', this.store.getRun(id));
    }
  }

  /** Stops at once: ends the compute processes. Runs under way end as interrupted, at their last checkpoints. */
  kill(): void {
    this.stopAll();
    this.pool.kill();
  }

  /** Stops all runs, waits until what they gave is stored, and ends the compute processes. */
  async close(): Promise<void> {
    this.stopAll();
    const timer = setTimeout(() => this.pool.kill(), closingMs);
    await Promise.allSettled(this.ends.values());
    clearTimeout(timer);
    await this.pool.close();
  }

  private elsewhere({ id }: RunRecord): LabError {
    return new LabError('bad-input', `Another process works on run ${id}.`, 'Go to the window or command it runs in.');
  }

  /** Full id of a run under way. */
  private working(id: string): string {
    const run = this.store.getRun(id);
    if (this.queue.activeIds.includes(run.id)) return run.id;
    const holder = this.store.holderOf(run.id);
    if (holder === 'another' || holder === 'unknown') throw this.elsewhere(run);
    throw new LabError('bad-input', `Run ${run.id} is not under way (${run.status}).`);
  }

  private enqueue(run: RunRecord): RunRecord {
    const feed = new RunFeed(run.id, this.hub);
    const recorder = new RunRecorder(this.store, run, hostFacts(), feed);
    this.recorders.set(run.id, recorder);
    feed.run(run);
    const result = this.queue.add({
      id: run.id,
      makeJob: () => this.jobOf(run),
      onPlace: (place) => recorder.at(place, this.pool.slots.length > 1),
      onEvent: (event) => recorder.record(event),
    });
    this.announceOrder();
    const finished = this.settle(run, feed, result);
    this.ends.set(run.id, finished);
    // Callers that await it get the failure; others find it in the record.
    finished
      .catch(() => undefined)
      .finally(() => {
        if (this.ends.get(run.id) === finished && !this.late.has(run.id)) this.ends.delete(run.id);
      });
    return run;
  }

  /** Notifies windows of a changed order; once for runs that are queued together. */
  private announceOrder(): void {
    if (this.announcing) return;
    this.announcing = true;
    setImmediate(() => {
      this.announcing = false;
      this.hub.publish('changed', { what: 'queue' });
    });
  }

  private async jobOf(run: RunRecord): Promise<Job> {
    const checkpoint = this.store.loadCheckpoint(run.id);
    const last = this.store.attemptsOf(run.id).at(-1)?.provenance;
    const resume = checkpoint && last ? { checkpoint, expected: runFactsSchema.strip().parse(last) } : {};
    const { own, ...sources } = await sourcesToRun(this.store, run);
    if (run.kind === 'adapt')
      return { kind: 'adapt', config: run.config, ...(own ? { own } : {}), ...sources, ...resume };
    const { config } = run;
    const output = config.output ?? path.join(this.mggFolder, `${run.id}.safetensors`);
    ensureFolder(path.dirname(output));
    return { kind: 'pretrain', config, output, ...sources, ...resume };
  }

  private async settle(run: RunRecord, feed: RunFeed, result: Promise<JobResult | 'withdrawn'>): Promise<RunRecord> {
    const ending = () => this.endings.get(run.id) ?? 'interrupted';
    try {
      concludeRun(this.store, run.id, await result, ending);
    } catch (error) {
      const onPurpose = this.endings.has(run.id) && toLabError(error).code === 'job-crashed';
      if (!onPurpose) {
        this.log.error(`${run.name} failed`, error, run.id);
        this.storeEnd(run, error, () => this.store.failRun(run.id, toErrorMessage(error)));
        if (!this.late.has(run.id)) feed.run(this.store.getRun(run.id));
        throw toLabError(error);
      }
      const status = ending();
      this.storeEnd(run, error, () => this.store.setStatus(run.id, status));
    } finally {
      this.endings.delete(run.id);
      this.recorders.delete(run.id);
    }
    const ended = this.store.getRun(run.id);
    feed.run(ended);
    return ended;
  }

  /** Stores how a run ended; where that is not possible, e.g. for want of space, says why it ended and keeps it for later. */
  private storeEnd(run: RunRecord, why: unknown, store: () => void): void {
    try {
      store();
    } catch (error) {
      this.log.error(`The end of ${run.name} could not be stored`, error, run.id);
      this.late.set(run.id, store);
      const { message } = toLabError(why);
      this.hub.publish('notice', { level: 'error', text: `Run ${run.name} ended: ${message}` });
    }
  }
}
