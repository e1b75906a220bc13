import { spawn, type ChildProcess } from 'node:child_process';
import { computesOnCpu } from '../../src-shared/devices.ts';
import { isRunJob, type Job, type JobResult } from './messages.ts';

const everyMs = 500;
const mebibyte = 2 ** 20;

/** Bytes that one line of `nvidia-smi` (pid, MiB) says a process has taken; undefined for other processes, or without a number. */
export function bytesIn(line: string, pid: number): number | undefined {
  const [owner, mebibytes] = line.split(',').map((part) => Number(part));
  return owner === pid && mebibytes !== undefined && mebibytes > 0 ? mebibytes * mebibyte : undefined;
}

/**
 * Follows how much memory of a GPU this process takes, as NVIDIA's driver counts it: with what CUDA and its libraries take, as
 * papers measure it. Where there is no such driver, or it doesn't know the process (in some containers), there is no value.
 */
export class GpuMemoryWatch {
  private child: ChildProcess | undefined;
  private peak: number | undefined;
  private readonly pid: number;

  constructor(pid = process.pid) {
    this.pid = pid;
  }

  /** The most so far. */
  get bytes(): number | undefined {
    return this.peak;
  }

  /** Begins anew, if the job is a run that may compute on a GPU. */
  begin(job: Job): void {
    this.stop();
    this.peak = undefined;
    if (!isRunJob(job)) return;
    const engine = job.chosenEngine?.id ?? job.config.engine;
    if (engine === 'auto' || computesOnCpu(engine)) return;
    const query = ['--query-compute-apps=pid,used_memory', '--format=csv,noheader,nounits', `--loop-ms=${everyMs}`];
    const child = spawn('nvidia-smi', query, { stdio: ['ignore', 'pipe', 'ignore'] });
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      if (this.child === child) for (const line of lines) this.note(bytesIn(line, this.pid));
    });
    // Without the program there is nothing to follow.
    child.on('error', () => undefined);
    child.unref();
    this.child = child;
  }

  /** Result of a job, with the peak since it began. */
  end(result: JobResult): JobResult {
    this.stop();
    const { peak } = this;
    this.peak = undefined;
    if (peak === undefined) return result;
    if (result.kind === 'adapt') return { ...result, gpuMemoryBytes: peak };
    if (result.kind !== 'pretrain' || result.summary === null) return result;
    return { ...result, summary: { ...result.summary, gpuMemoryBytes: peak } };
  }

  /** Ends what follows it. */
  stop(): void {
    this.child?.kill();
    this.child = undefined;
  }

  private note(bytes: number | undefined): void {
    if (bytes !== undefined) this.peak = Math.max(this.peak ?? 0, bytes);
  }
}
