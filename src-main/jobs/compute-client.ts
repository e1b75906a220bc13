import { fork, type ChildProcess } from 'node:child_process';
import { LabError, type LabErrorCode } from '../../src-shared/errors.ts';
import { entryFile } from './entry.ts';
import type { JobAction } from './job-flag.ts';
import { reportSchema, type Command, type Job, type JobEvent, type JobResult, type Report } from './messages.ts';

const shutdownMs = 5000;
const keptErrorOutput = 2000;

interface RunningJob {
  readonly onEvent: (event: JobEvent) => void;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: LabError) => void;
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
}

/**
 * The lab's end of a compute process. The process is started with the first job, and again with the next one after it
 * ended; when it ends during a job, that job fails with `job-crashed` and nothing else is touched.
 */
export class ComputeClient {
  private child: ChildProcess | undefined;
  private errorOutput = '';
  private nextId = 0;
  private readonly jobs = new Map<number, RunningJob>();
  private readonly entry: string;
  private readonly arguments: readonly string[];

  constructor({ cacheFolder, entry = entryFile('compute-process', import.meta.url) }: ComputeOptions = {}) {
    this.entry = entry;
    this.arguments = cacheFolder === undefined ? [] : [cacheFolder];
  }

  /** Process id, while there is one. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts a job; one at a time is meant. Errors thrown by `onEvent` end the job, since its results can't be kept. */
  start(job: Job, onEvent: (event: JobEvent) => void): JobHandle {
    const jobId = this.nextId++;
    const result = new Promise<JobResult>((resolve, reject) => this.jobs.set(jobId, { onEvent, resolve, reject }));
    this.send({ type: 'start', jobId, job });
    return { result, control: (action) => this.send({ type: 'control', jobId, action }) };
  }

  /** Ends the process at once; a job under way fails with `job-crashed`. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** Lets the engine release its files and device, then ends the process. */
  async close(): Promise<void> {
    const { child } = this;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const timer = setTimeout(() => child.kill('SIGKILL'), shutdownMs);
    this.send({ type: 'shutdown' });
    await ended;
    clearTimeout(timer);
  }

  private send(command: Command): void {
    this.child ??= this.fork();
    // A process that is going has nobody to tell; its end is reported by 'exit'.
    if (this.child.connected) this.child.send(command, () => undefined);
  }

  private fork(): ChildProcess {
    this.errorOutput = '';
    const child = fork(this.entry, this.arguments, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString()).slice(-keptErrorOutput);
    });
    child.on('message', (message) => this.receive(reportSchema.parse(message)));
    child.on('error', (error) => this.ended(child, error.message));
    child.on('exit', (code, signal) =>
      this.ended(child, signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`),
    );
    return child;
  }

  private receive(report: Report): void {
    const job = this.jobs.get(report.jobId);
    if (!job) return;
    if (report.type === 'events') {
      this.deliver(report.jobId, job, report.events);
      return;
    }
    this.jobs.delete(report.jobId);
    if (report.type === 'done') job.resolve(report.result);
    else job.reject(new LabError(report.error.code as LabErrorCode, report.error.message, report.error.hint));
  }

  private deliver(jobId: number, job: RunningJob, events: readonly JobEvent[]): void {
    try {
      events.forEach(job.onEvent);
    } catch (error) {
      this.jobs.delete(jobId);
      this.send({ type: 'control', jobId, action: 'stop' });
      job.reject(error as LabError);
    }
  }

  private ended(child: ChildProcess, how: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    const lastWords = this.errorOutput.trim();
    for (const job of this.jobs.values()) {
      job.reject(
        new LabError(
          'job-crashed',
          `The compute process ended unexpectedly (${how}).`,
          'Everything up to the last checkpoint is kept; resume the run to go on from there.',
          lastWords === '' ? undefined : new Error(lastWords),
        ),
      );
    }
    this.jobs.clear();
  }
}
