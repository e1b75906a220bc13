import { isRunJob, type Job, type JobEvent, type JobResult } from '../jobs/messages.ts';
import type { ComputeClient, JobHandle } from '../jobs/compute-client.ts';
import type { JobAction } from '../jobs/job-flag.ts';
import type { ComputePool, Place, Slot } from './compute-pool.ts';

/** While a job is made ready: how to follow that, and whether to give it up. */
export interface Preparation {
  readonly report: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Makes jobs ready in their turn, before they go to the compute process, e.g. chooses their engine. */
export interface JobPreparer {
  readonly prepare: (job: Job, preparation: Preparation) => Promise<Job>;
  /**
   * Called when a prepared job has failed. @param begun whether it had computed anything
   * @returns a job to do in its place, if there is one
   */
  readonly instead: (job: Job, error: unknown, begun: boolean) => Job | undefined;
}

const asTheyAre: JobPreparer = { prepare: (job) => Promise.resolve(job), instead: () => undefined };

/** Work that is asked for in the queue. */
export interface Task {
  readonly id: string;
  readonly makeJob: () => Job | Promise<Job>;
  /** Called with the place where it is computed. */
  readonly onPlace?: (place: Place) => void;
  readonly onEvent: (event: JobEvent) => void;
  /** A process of its own: nothing else is computed beside it. */
  readonly client?: ComputeClient;
}

interface Waiting extends Task {
  /** Engine that computes it, once that was found out. */
  engine?: string | undefined;
  /** Action that it was asked for before it had begun. */
  asked?: JobAction | undefined;
  readonly resolve: (result: JobResult | 'withdrawn') => void;
  readonly reject: (error: unknown) => void;
}

interface Active {
  readonly alone: boolean;
  readonly control: JobHandle['control'];
}

/** The outcome of a turn: a result, or the engine whose devices are all taken. */
type Outcome = JobResult | 'withdrawn' | { readonly waitsFor: string };

/**
 * Does a job that may be left out, such as a calibration: not at all when there is something to do, and given up when
 * something comes, or when its signal says that nobody wants it any more. @returns undefined where it was not begun, or given up
 */
export type SpareJob = (
  job: Job,
  onEvent: (event: JobEvent, stop: () => void) => void,
  signal?: AbortSignal,
) => Promise<JobResult | undefined>;

/** A job that makes room for any other. */
interface Spare {
  /** Stops it after the batch under way; where that takes longer than `patienceMs`, with its process. */
  giveUp(): void;
}

/** Engine of a job as far as it is known; undefined where any device will do. */
function engineOf(job: Job): string | undefined {
  if (!isRunJob(job)) return undefined;
  const engine = job.chosenEngine?.id ?? job.config.engine;
  return engine === 'auto' ? undefined : engine;
}

/** Jobs in the order they came, each on the first device that is free and fit for it. */
export class RunQueue {
  private readonly waiting: Waiting[] = [];
  private readonly active = new Map<string, Active>();
  /** One at a time is made ready, so that what one of them measures is undisturbed and known to the next. */
  private isPreparing = false;
  private spare: Spare | undefined;
  private readonly pool: ComputePool;
  private readonly preparer: JobPreparer;
  private readonly patienceMs: number;

  /** @param patienceMs after which the process of a job that is given up is ended: set-up and long batches can't be interrupted */
  constructor(pool: ComputePool, preparer: JobPreparer = asTheyAre, patienceMs = 1000) {
    this.pool = pool;
    this.preparer = preparer;
    this.patienceMs = patienceMs;
    pool.onChange = () => this.next();
  }

  /** Jobs under way. */
  get activeIds(): string[] {
    return [...this.active.keys()];
  }

  /** @returns what the job returned, or `withdrawn` when it was taken back before it began. */
  add(task: Task): Promise<JobResult | 'withdrawn'> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...task, resolve, reject });
      this.spare?.giveUp();
      this.next();
    });
  }

  /** See `SpareJob`. Rejects with what made the job fail. */
  readonly whenIdle: SpareJob = async (job, onEvent, signal) => {
    return this.doSpare(job, onEvent, { engine: engineOf(job), signal });
  };

  /** Pauses, resumes or stops the job if it is under way; takes it back if it waits and is to stop. */
  control(id: string, action: JobAction): void {
    const active = this.active.get(id);
    if (active) {
      active.control(action);
      return;
    }
    const index = this.waiting.findIndex((task) => task.id === id);
    if (index >= 0 && action === 'stop') this.waiting.splice(index, 1)[0]!.resolve('withdrawn');
  }

  /** Jobs that wait, the next one first. */
  get order(): string[] {
    return this.waiting.map(({ id }) => id);
  }

  /** Puts a waiting job right before another one, or at the end. @returns whether both wait */
  move(id: string, before: string | null): boolean {
    const task = this.waiting.find((one) => one.id === id);
    const rest = this.waiting.filter((one) => one !== task);
    const place = before === null ? rest.length : rest.findIndex((one) => one.id === before);
    if (!task || place < 0) return false;
    this.waiting.splice(0, this.waiting.length, ...rest.slice(0, place), task, ...rest.slice(place));
    return true;
  }

  stopAll(): void {
    for (const { resolve } of this.waiting.splice(0)) resolve('withdrawn');
    for (const { control } of this.active.values()) control('stop');
    this.spare?.giveUp();
  }

  private async doSpare(
    job: Job,
    onEvent: Parameters<SpareJob>[1],
    { engine, signal }: { readonly engine: string | undefined; readonly signal: AbortSignal | undefined },
  ): Promise<JobResult | undefined> {
    const [slot] = this.slotsFor(engine);
    if (!slot || this.active.size > 0 || this.spare !== undefined || this.waiting.length > 0) return undefined;
    if (signal?.aborted) return undefined;
    const begun = this.begin(slot.client, {
      makeJob: () => job,
      onEvent: (event) => onEvent(event, () => begun.control('stop')),
    });
    let ending: NodeJS.Timeout | undefined;
    const process = { ended: false };
    const giveUp = (): void => {
      begun.control('stop');
      ending ??= setTimeout(() => {
        process.ended = true;
        slot.client.kill();
      }, this.patienceMs);
    };
    signal?.addEventListener('abort', giveUp);
    this.spare = { giveUp };
    this.pool.take(slot);
    let result: Outcome;
    try {
      result = await begun.result;
    } catch (error) {
      if (process.ended) return undefined;
      throw error;
    } finally {
      clearTimeout(ending);
      signal?.removeEventListener('abort', giveUp);
      this.spare = undefined;
      this.pool.release(slot);
      this.next();
    }
    if (result === 'withdrawn') return undefined;
    return 'waitsFor' in result ? this.doSpare(job, onEvent, { engine: result.waitsFor, signal }) : result;
  }

  private slotsFor(engine: string | undefined): Slot[] {
    return this.pool.free.filter(({ place }) => engine === undefined || place.takes(engine));
  }

  /** Begins what can begin. */
  private next(): void {
    for (const [index, task] of this.waiting.entries()) {
      if (this.spare || this.isPreparing || [...this.active.values()].some(({ alone }) => alone)) return;
      const alone = task.client !== undefined;
      if (alone && this.active.size > 0) return;
      const [slot] = alone ? [] : this.slotsFor(task.engine);
      if (!alone && !slot) continue;
      this.waiting.splice(index, 1);
      void this.work(task, slot, index);
      return;
    }
  }

  /** @param index where it stood among those that wait */
  private async work(task: Waiting, slot: Slot | undefined, index: number): Promise<void> {
    const client = slot?.client ?? task.client!;
    if (slot) this.pool.take(slot);
    this.isPreparing = true;
    const begun = this.begin(client, task);
    this.active.set(task.id, { alone: slot === undefined, control: begun.control });
    let outcome: Outcome | undefined;
    try {
      outcome = await begun.result;
      if (typeof outcome === 'string' || !('waitsFor' in outcome)) task.resolve(outcome);
    } catch (error) {
      task.reject(error);
    } finally {
      this.active.delete(task.id);
      if (slot) this.pool.release(slot);
      if (typeof outcome === 'object' && 'waitsFor' in outcome) {
        task.engine = outcome.waitsFor;
        this.waiting.splice(index, 0, task);
      }
      this.next();
    }
  }

  /** Makes a job ready and starts it; one that is stopped before it has started is withdrawn. */
  private begin(
    client: ComputeClient,
    task: Pick<Waiting, 'makeJob' | 'onPlace' | 'onEvent' | 'asked'>,
  ): { readonly result: Promise<Outcome>; readonly control: JobHandle['control'] } {
    const stopping = new AbortController();
    let handle: JobHandle | undefined;
    let begun = false;
    const note = (event: JobEvent): void => {
      begun ||= event.type !== 'stage';
      task.onEvent(event);
    };
    const start = async (job: Job): Promise<JobResult | 'withdrawn'> => {
      if (stopping.signal.aborted) return 'withdrawn';
      handle = client.start(job, note);
      if (task.asked === 'pause') handle.control(task.asked);
      try {
        return await handle.result;
      } catch (error) {
        const other = task.asked === 'stop' ? undefined : this.preparer.instead(job, error, begun);
        if (other === undefined) throw error;
        return start(other);
      }
    };
    const prepare = async (): Promise<Job> => {
      const report = (text: string): void => task.onEvent({ type: 'stage', text });
      try {
        return await this.preparer.prepare(await task.makeJob(), { report, signal: stopping.signal });
      } finally {
        this.isPreparing = false;
      }
    };
    const work = async (): Promise<Outcome> => {
      const job = await prepare();
      const engine = engineOf(job);
      const place = this.pool.placeOf(client);
      const isElsewhere = engine !== undefined && place !== undefined && !place.takes(engine);
      if (isElsewhere && !stopping.signal.aborted) return { waitsFor: engine };
      if (place) task.onPlace?.(place);
      const result = start(job);
      this.next();
      return result;
    };
    return {
      result: work(),
      control(action) {
        task.asked = action;
        if (handle) handle.control(action);
        else if (action === 'stop') stopping.abort();
      },
    };
  }
}
