import { totalmem } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import type { OwnClock } from '../methods/own/load-own.ts';
import type { OwnSource } from '../methods/own/own-source.ts';
import type { Job } from './messages.ts';

/** How long the code of an own method may be at work at a stretch, and how much memory its process may have. */
export const ownLimitsSchema = z.strictObject({ seconds: z.number().positive(), memoryMb: z.number().positive() });
export type OwnLimits = z.output<typeof ownLimitsSchema>;

const megabyte = 2 ** 20;
/** A description traces a small model. */
const describing: OwnLimits = { seconds: 20, memoryMb: 1024 };
/** A check computes a few steps of the embedded model. */
const checkSeconds = 120;
/** Engines without tracing compute within the method's step. */
const running = (): OwnLimits => ({
  seconds: 600,
  memoryMb: (0.8 * Math.min(totalmem(), process.constrainedMemory() || Infinity)) / megabyte,
});
/** Whoever asks for the end of a run waits no longer than this for the method's code. */
const stoppingSeconds = 5;
const everyMs = 100;

/** The time at which the code of an own method began to work, 0 while it doesn't; in memory that two threads share. */
export class SharedClock implements OwnClock {
  readonly memory: SharedArrayBuffer;
  private readonly since: BigInt64Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.since = new BigInt64Array(memory);
  }

  enter(): void {
    Atomics.store(this.since, 0, BigInt(Date.now()));
  }

  leave(): void {
    Atomics.store(this.since, 0, 0n);
  }

  /** Seconds that the code has been at work; 0 when it isn't. */
  get seconds(): number {
    const since = Number(Atomics.load(this.since, 0));
    return since === 0 ? 0 : (Date.now() - since) / 1000;
  }
}

/** The own method that a job runs. */
const ownOf = (job: Job): OwnSource | undefined => ('own' in job ? job.own : undefined);

function limitsOf({ kind }: Job): OwnLimits {
  if (kind === 'describe-method') return describing;
  return kind === 'check-method' ? { ...running(), seconds: checkSeconds } : running();
}

/** Ends jobs whose own method doesn't come back, or takes all memory; for the thread that stays free to do so. */
export class OwnWatch {
  readonly clock = new SharedClock();
  private readonly asked: OwnLimits | undefined;
  private readonly end: (jobId: number, error: LabError) => void;
  private current: { readonly jobId: number; readonly own: OwnSource; readonly limits: OwnLimits } | undefined;
  private stopAskedAt: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param end is told once which job has to end, and why; with it the process */
  constructor(end: (jobId: number, error: LabError) => void, limits?: OwnLimits) {
    this.end = end;
    this.asked = limits;
  }

  begin(jobId: number, job: Job): void {
    const own = ownOf(job);
    if (!own) return;
    const limits = this.asked ?? limitsOf(job);
    this.current = { jobId, own, limits };
    this.stopAskedAt = undefined;
    this.timer ??= setInterval(() => this.look(), everyMs);
  }

  /** The user wants the job to stop. */
  stopping(jobId: number): void {
    if (this.current?.jobId === jobId) this.stopAskedAt ??= Date.now();
  }

  finished(jobId: number): void {
    if (this.current?.jobId !== jobId) return;
    this.current = undefined;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /**
   * The job's thread has ended. @param outOfMemory since it used up what JavaScript may have
   * @returns whether a job of an own method has ended with it
   */
  threadEnded(outOfMemory: boolean): boolean {
    if (!this.current) return false;
    if (outOfMemory) {
      this.give(
        'it took more memory than JavaScript has',
        'Keep tensors in the state, and nothing in lists that grow.',
      );
    } else this.give('it ended its process', 'Throw an error where something is wrong.');
    return true;
  }

  private look(): void {
    const { current, stopAskedAt } = this;
    if (!current) return;
    const { seconds } = this.clock;
    const sinceStop = stopAskedAt === undefined ? 0 : (Date.now() - stopAskedAt) / 1000;
    if (seconds > current.limits.seconds) {
      this.give(`its code did not come back within ${current.limits.seconds} s`, 'Look for a loop without an end.');
    } else if (Math.min(seconds, sinceStop) > stoppingSeconds) {
      this.give('its code did not come back when the run was to stop', 'Look for a loop without an end.');
    } else if (process.memoryUsage.rss() > current.limits.memoryMb * megabyte) {
      const most = `${Math.round(current.limits.memoryMb)} MB`;
      this.give(`its process took more than ${most} of memory`, 'Choose a smaller batch, or keep less.');
    }
  }

  private give(why: string, hint: string): void {
    const { jobId, own } = this.current!;
    this.finished(jobId);
    this.end(jobId, new LabError('job-crashed', `${path.basename(own.file)} was stopped: ${why}.`, hint));
  }
}
