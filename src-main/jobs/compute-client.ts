import { isDeepStrictEqual } from 'node:util';
import { fromErrorMessage, LabError } from '../../src-shared/errors.ts';
import { forkCompute, type ComputeHost, type ComputeListeners, type StartCompute } from './compute-host.ts';
import { entryFile } from './entry.ts';
import type { JobAction } from './job-flag.ts';
import type { OwnLimits } from './own-watch.ts';
import { reportSchema, type Job, type JobEvent, type JobResult } from './messages.ts';

const shutdownMs = 5000;
const keptErrorOutput = 2000;

interface RunningJob {
  readonly onEvent: (event: JobEvent) => void;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: LabError) => void;
}

/** The original error in the compute process, as the cause of the one here. */
function causeOf(stack: string | undefined): Error | undefined {
  if (stack === undefined) return undefined;
  const cause = new Error('in the compute process');
  cause.stack = stack;
  return cause;
}

/** A job under way in the compute process. */
export interface JobHandle {
  readonly result: Promise<JobResult>;
  control(action: JobAction): void;
}

export interface ComputeOptions {
  /** Folder in which prepared images are kept between runs; none by default. */
  readonly cacheFolder?: string;
  /** The program to start; the lab's own by default. */
  readonly entry?: string;
  /** How it is started; by Node's `fork` by default. */
  readonly start?: StartCompute;
  /** Limits of user code; by default from the kind of job and the computer's memory. */
  readonly ownLimits?: OwnLimits;
}

/** Further environment variables of a compute process. */
export type ComputeEnvironment = Readonly<Record<string, string>>;

/**
 * The lab's end of a compute process. The process is started with the first job, and again with the next one after it
 * ended; when it ends during a job, or sends what is no message of it, that job fails with `job-crashed` and nothing else
 * is touched.
 */
export class ComputeClient {
  private host: ComputeHost | undefined;
  private whenEnded: (() => void) | undefined;
  private isStale = false;
  /** Takes the last words of a process that ended by itself while it had no job that could fail of it. */
  onIdleEnd: (error: Error) => void = () => undefined;
  private errorOutput = '';
  private nextId = 0;
  private readonly jobs = new Map<number, RunningJob>();
  private readonly options: ComputeOptions;
  private readonly entry: string;
  private readonly arguments: readonly string[];
  private readonly startHost: StartCompute;
  private environment: ComputeEnvironment = {};

  constructor(options: ComputeOptions = {}) {
    const { cacheFolder, ownLimits } = options;
    this.options = options;
    this.entry = options.entry ?? entryFile('compute-process', import.meta.url);
    this.startHost = options.start ?? forkCompute;
    const limits = ownLimits === undefined ? [] : [JSON.stringify(ownLimits)];
    this.arguments = cacheFolder === undefined && limits.length === 0 ? [] : [cacheFolder ?? '', ...limits];
  }

  /** A further compute process of the same kind, for work that should not touch what this one has loaded. */
  sibling(): ComputeClient {
    const { cacheFolder: _cacheFolder, ...others } = this.options;
    return new ComputeClient(others);
  }

  /** A further one for runs beside those of this one: it prepares images into the same cache. */
  twin(): ComputeClient {
    const twin = new ComputeClient(this.options);
    twin.onIdleEnd = (error) => this.onIdleEnd(error);
    return twin;
  }

  /** Process id, while there is one. */
  get pid(): number | undefined {
    return this.host?.pid;
  }

  /** Gives its process another environment: from the next job on, in a new process. */
  place(environment: ComputeEnvironment): void {
    if (isDeepStrictEqual(environment, this.environment)) return;
    this.environment = environment;
    this.renew();
  }

  /** Starts a new process for the next job, e.g. because this one can't find newly installed engines. */
  renew(): void {
    this.isStale = true;
  }

  /** Starts a job; one at a time is meant. Errors thrown by `onEvent` end the job, since its results can't be kept. */
  start(job: Job, onEvent: (event: JobEvent) => void): JobHandle {
    const jobId = this.nextId++;
    const result = new Promise<JobResult>((resolve, reject) => this.jobs.set(jobId, { onEvent, resolve, reject }));
    this.process().send({ type: 'start', jobId, job });
    return { result, control: (action) => this.host?.send({ type: 'control', jobId, action }) };
  }

  /** Ends the process at once; a job under way fails with `job-crashed`. */
  kill(): void {
    this.host?.kill();
  }

  /** Lets the engine release its files and device, then ends the process. */
  async close(): Promise<void> {
    const { host } = this;
    if (!host) return;
    const ended = new Promise<void>((resolve) => (this.whenEnded = resolve));
    const timer = setTimeout(() => host.kill(), shutdownMs);
    host.send({ type: 'shutdown' });
    await ended;
    clearTimeout(timer);
  }

  /** The process, which is started when it is needed. */
  private process(): ComputeHost {
    if (this.isStale && this.host && this.jobs.size <= 1) {
      this.host.kill();
      this.host = undefined;
    }
    if (this.host) return this.host;
    this.isStale = false;
    this.errorOutput = '';
    const listeners: ComputeListeners = {
      onMessage: (message) => this.receive(host, message),
      onErrorOutput: (text) => (this.errorOutput = (this.errorOutput + text).slice(-keptErrorOutput)),
      onEnd: (how) => this.ended(host, `The compute process ended unexpectedly (${how}).`),
    };
    const host: ComputeHost = this.startHost(this.entry, this.arguments, listeners, [], this.environment);
    this.host = host;
    return host;
  }

  private receive(host: ComputeHost, message: unknown): void {
    const { data: report, error } = reportSchema.safeParse(message);
    if (error) {
      // The sender is unknown, and so is what else that process would get wrong; the next job gets a new one.
      host.kill();
      this.ended(host, 'The compute process sent a message that the lab does not understand and was ended.', error);
      return;
    }
    const job = this.jobs.get(report.jobId);
    if (!job) return;
    if (report.type === 'events') {
      this.deliver(report.jobId, job, report.events);
      return;
    }
    this.jobs.delete(report.jobId);
    if (report.type === 'done') job.resolve(report.result);
    else if (report.ending) {
      this.forget(host);
      job.reject(fromErrorMessage(report.error));
    } else job.reject(fromErrorMessage(report.error, causeOf(report.error.stack)));
  }

  /** The next job gets a new process. */
  private forget(host: ComputeHost): void {
    host.kill();
    if (this.host === host) this.host = undefined;
    this.whenEnded?.();
  }

  private deliver(jobId: number, job: RunningJob, events: readonly JobEvent[]): void {
    try {
      events.forEach(job.onEvent);
    } catch (error) {
      this.jobs.delete(jobId);
      this.host?.send({ type: 'control', jobId, action: 'stop' });
      job.reject(error as LabError);
    }
  }

  /** Forgets the process and fails its jobs. @param sentence what happened to it */
  private ended(host: ComputeHost, sentence: string, reason?: Error): void {
    if (this.host !== host) return;
    this.host = undefined;
    const lastWords = this.errorOutput.trim();
    const cause = reason ?? (lastWords === '' ? undefined : new Error(lastWords));
    if (this.jobs.size === 0 && cause && !this.whenEnded) this.onIdleEnd(new Error(sentence, { cause }));
    for (const job of this.jobs.values()) {
      job.reject(
        new LabError(
          'job-crashed',
          sentence,
          'Everything up to the last checkpoint is kept; resume the run to continue from there.',
          cause,
        ),
      );
    }
    this.jobs.clear();
    this.whenEnded?.();
  }
}
