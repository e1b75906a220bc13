import type { ComputeClient, JobHandle } from '../jobs/compute-client.ts';
import type { JobAction } from '../jobs/job-flag.ts';
import type { Job, JobEvent, JobResult } from '../jobs/messages.ts';

interface Task {
  readonly id: string;
  readonly client: ComputeClient;
  readonly makeJob: () => Job;
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
  private active: { readonly id: string; readonly handle: JobHandle } | undefined;
  /** A job that makes room for any other. */
  private spare: JobHandle | undefined;
  private readonly client: ComputeClient;

  constructor(client: ComputeClient) {
    this.client = client;
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
    makeJob: () => Job,
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
    const handle: JobHandle = this.client.start(job, (event) => onEvent(event, () => handle.control('stop')));
    this.spare = handle;
    try {
      return await handle.result;
    } finally {
      this.spare = undefined;
      this.next();
    }
  };

  /** Pauses, resumes or stops the job if it is under way; takes it back if it waits and is to stop. */
  control(id: string, action: JobAction): void {
    if (this.active?.id === id) {
      this.active.handle.control(action);
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
    this.active?.handle.control('stop');
    this.spare?.control('stop');
  }

  private next(): void {
    if (this.active || this.spare) return;
    const task = this.waiting.shift();
    if (task) void this.work(task);
  }

  private async work(task: Task): Promise<void> {
    try {
      const handle = task.client.start(task.makeJob(), task.onEvent);
      this.active = { id: task.id, handle };
      task.resolve(await handle.result);
    } catch (error) {
      task.reject(error);
    } finally {
      this.active = undefined;
      this.next();
    }
  }
}
