import { totalmem } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { clearClock, clockMemory, longestAtWork } from '../own/own-clock.ts';
import type { OwnSource } from '../own/own-source.ts';
import type { Job } from './messages.ts';

/** How long user code may run at a stretch, and the memory limit of its process. */
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

/** The user-defined files that a job runs. */
const ownsOf = (job: Job): readonly OwnSource[] => [
  ...('own' in job ? [job.own] : []),
  ...('corruptions' in job ? (job.corruptions ?? []) : []),
];

function limitsOf({ kind }: Job): OwnLimits {
  if (kind === 'describe-method' || kind === 'describe-corruption') return describing;
  return kind === 'check-method' || kind === 'check-corruption' ? { ...running(), seconds: checkSeconds } : running();
}

/** Ends jobs whose own code doesn't come back, or takes all memory; for the thread that stays free to do so. */
export class OwnWatch {
  readonly clock = clockMemory();
  private readonly asked: OwnLimits | undefined;
  private readonly end: (jobId: number, error: LabError) => void;
  private current:
    | { readonly jobId: number; readonly owns: readonly OwnSource[]; readonly limits: OwnLimits }
    | undefined;
  private stopAskedAt: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param end called once with the job to end and the reason; its process ends with it */
  constructor(end: (jobId: number, error: LabError) => void, limits?: OwnLimits) {
    this.end = end;
    this.asked = limits;
  }

  begin(jobId: number, job: Job): void {
    const owns = ownsOf(job);
    if (owns.length === 0) return;
    const limits = this.asked ?? limitsOf(job);
    clearClock(this.clock);
    this.current = { jobId, owns, limits };
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
   * @returns whether a job with user code has ended with it
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
    const seconds = longestAtWork(this.clock, current.owns)?.seconds ?? 0;
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
    const { jobId, owns } = this.current!;
    const named = [longestAtWork(this.clock, owns)?.own ?? owns].flat();
    this.finished(jobId);
    const files = named.map(({ file }) => path.basename(file)).join(' or ');
    this.end(jobId, new LabError('job-crashed', `${files} was stopped: ${why}.`, hint));
  }
}
