import type { ComputeClient, JobHandle } from '../jobs/compute-client.ts';
import type { JobAction } from '../jobs/job-flag.ts';
import type { Job, JobEvent, JobResult } from '../jobs/messages.ts';

interface Task {
  readonly id: string;
  readonly makeJob: () => Job;
  readonly onEvent: (event: JobEvent) => void;
  readonly resolve: (result: JobResult | 'withdrawn') => void;
  readonly reject: (error: unknown) => void;
}

/** Jobs for one compute process, one after the other in the order they came. */
export class RunQueue {
  private readonly waiting: Task[] = [];
  private active: { readonly id: string; readonly handle: JobHandle } | undefined;
  private readonly client: ComputeClient;

  constructor(client: ComputeClient) {
    this.client = client;
  }

  get activeId(): string | undefined {
    return this.active?.id;
  }

  /** @returns what the job returned, or `withdrawn` when it was taken back before it began. */
  add(id: string, makeJob: () => Job, onEvent: (event: JobEvent) => void): Promise<JobResult | 'withdrawn'> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id, makeJob, onEvent, resolve, reject });
      this.next();
    });
  }

  /** Pauses, resumes or stops the job if it is under way; takes it back if it waits and is to stop. */
  control(id: string, action: JobAction): void {
    if (this.active?.id === id) {
      this.active.handle.control(action);
      return;
    }
    const index = this.waiting.findIndex((task) => task.id === id);
    if (index >= 0 && action === 'stop') this.waiting.splice(index, 1)[0]!.resolve('withdrawn');
  }

  stopAll(): void {
    for (const { resolve } of this.waiting.splice(0)) resolve('withdrawn');
    this.active?.handle.control('stop');
  }

  private next(): void {
    if (this.active) return;
    const task = this.waiting.shift();
    if (task) void this.work(task);
  }

  private async work(task: Task): Promise<void> {
    try {
      const handle = this.client.start(task.makeJob(), task.onEvent);
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
