import type { ComputeClient, JobHandle } from '../jobs/compute-client.ts';
import type { JobAction } from '../jobs/job-flag.ts';
import type { Job, JobEvent, JobResult } from '../jobs/messages.ts';

/** While a job is made ready: how to follow that, and whether to give it up. */
export interface Preparation {
  readonly tell: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Makes jobs ready in their turn, before they go to the compute process, e.g. chooses their engine. */
export interface JobPreparer {
  readonly prepare: (job: Job, preparation: Preparation) => Promise<Job>;
  /**
   * Told that a prepared job has failed. @param begun whether it had computed anything
   * @returns a job to do in its place, if there is one
   */
  readonly instead: (job: Job, error: unknown, begun: boolean) => Job | undefined;
}

const asTheyAre: JobPreparer = { prepare: (job) => Promise.resolve(job), instead: () => undefined };

interface Task {
  readonly id: string;
  readonly client: ComputeClient;
  readonly makeJob: () => Job | Promise<Job>;
  readonly onEvent: (event: JobEvent) => void;
  readonly resolve: (result: JobResult | 'withdrawn') => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does a job that nobody waits for, such as a calibration: not at all when the compute process has something to do, and
 * stopped after the batch under way when something comes. @returns undefined where it was not begun
 */
export type SpareJob = (
  job: Job,
  onEvent: (event: JobEvent, stop: () => void) => void,
) => Promise<JobResult | undefined>;

/** Jobs for one compute process, one after the other in the order they came. */
export class RunQueue {
  private readonly waiting: Task[] = [];
  private active: { readonly id: string; readonly control: JobHandle['control'] } | undefined;
  /** A job that makes room for any other. */
  private spare: Pick<JobHandle, 'control'> | undefined;
  private readonly client: ComputeClient;
  private readonly preparer: JobPreparer;

  constructor(client: ComputeClient, preparer: JobPreparer = asTheyAre) {
    this.client = client;
    this.preparer = preparer;
  }

  get activeId(): string | undefined {
    return this.active?.id;
  }

  /**
   * @param client compute process for this job, if it needs one of its own
   * @returns what the job returned, or `withdrawn` when it was taken back before it began.
   */
  add(
    id: string,
    makeJob: () => Job | Promise<Job>,
    onEvent: (event: JobEvent) => void,
    client = this.client,
  ): Promise<JobResult | 'withdrawn'> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id, client, makeJob, onEvent, resolve, reject });
      this.spare?.control('stop');
      this.next();
    });
  }

  /** See `SpareJob`. Rejects with what made the job fail. */
  readonly whenIdle: SpareJob = async (job, onEvent) => {
    if (this.active !== undefined || this.spare !== undefined || this.waiting.length > 0) return undefined;
    const begun = this.begin(
      this.client,
      () => job,
      (event) => onEvent(event, () => begun.control('stop')),
    );
    this.spare = begun;
    try {
      const result = await begun.result;
      return result === 'withdrawn' ? undefined : result;
    } finally {
      this.spare = undefined;
      this.next();
    }
  };

  /** Pauses, resumes or stops the job if it is under way; takes it back if it waits and is to stop. */
  control(id: string, action: JobAction): void {
    if (this.active?.id === id) {
      this.active.control(action);
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
    this.active?.control('stop');
    this.spare?.control('stop');
  }

  private next(): void {
    if (this.active || this.spare) return;
    const task = this.waiting.shift();
    if (task) void this.work(task);
  }

  private async work({ id, client, makeJob, onEvent, resolve, reject }: Task): Promise<void> {
    const begun = this.begin(client, makeJob, onEvent);
    this.active = { id, control: begun.control };
    try {
      resolve(await begun.result);
    } catch (error) {
      reject(error);
    } finally {
      this.active = undefined;
      this.next();
    }
  }

  /** Makes a job ready and starts it; one that is stopped before it has started is withdrawn. */
  private begin(
    client: ComputeClient,
    makeJob: () => Job | Promise<Job>,
    onEvent: (event: JobEvent) => void,
  ): { readonly result: Promise<JobResult | 'withdrawn'>; readonly control: JobHandle['control'] } {
    const stopping = new AbortController();
    let handle: JobHandle | undefined;
    let latest: JobAction | undefined;
    let begun = false;
    const note = (event: JobEvent): void => {
      begun ||= event.type !== 'stage';
      onEvent(event);
    };
    const start = async (job: Job): Promise<JobResult | 'withdrawn'> => {
      if (stopping.signal.aborted) return 'withdrawn';
      handle = client.start(job, note);
      if (latest === 'pause') handle.control(latest);
      try {
        return await handle.result;
      } catch (error) {
        const other = latest === 'stop' ? undefined : this.preparer.instead(job, error, begun);
        if (other === undefined) throw error;
        return start(other);
      }
    };
    const work = async (): Promise<JobResult | 'withdrawn'> => {
      const tell = (text: string): void => onEvent({ type: 'stage', text });
      return start(await this.preparer.prepare(await makeJob(), { tell, signal: stopping.signal }));
    };
    return {
      result: work(),
      control(action) {
        latest = action;
        if (handle) handle.control(action);
        else if (action === 'stop') stopping.abort();
      },
    };
  }
}
