import type { RunConfig } from '../../src-shared/run-config.ts';
import type { JobEvent } from '../jobs/messages.ts';
import type { SpareJob } from '../runs/run-queue.ts';
import type { Speed } from './speed.ts';

/** Batches that are timed after the first one, which pays for what is only done once. */
const timedBatches = 4;
/** No batch is begun after so many seconds of timing. */
const longestSeconds = 5;
/** Checkpoints and large files are for runs that are kept. */
const never = 1_000_000_000;

/** The batches of a calibration as they come. */
class Stopwatch {
  private firstAt: number | undefined;
  private readonly batches: { readonly images: number; readonly seconds: number }[] = [];

  /** @returns whether enough was measured */
  note(event: JobEvent): boolean {
    if (event.type !== 'batch') return false;
    const { size, computeSeconds, loadSeconds } = event.batch;
    this.batches.push({ images: size, seconds: computeSeconds + loadSeconds });
    this.firstAt ??= performance.now();
    return this.batches.length > timedBatches || performance.now() - this.firstAt > 1000 * longestSeconds;
  }

  /** @param totalSeconds of the job, without the start of its process, which many runs share */
  speed(totalSeconds: number): Speed | undefined {
    const timed = this.batches.length > 1 ? this.batches.slice(1) : this.batches;
    const images = timed.reduce((sum, batch) => sum + batch.images, 0);
    const secondsPerImage = timed.reduce((sum, { seconds }) => sum + seconds, 0) / images;
    if (images === 0 || secondsPerImage <= 0) return undefined;
    const all = this.batches.reduce((sum, batch) => sum + batch.images, 0);
    return { secondsPerImage, setupSeconds: Math.max(0, totalSeconds - all * secondsPerImage) };
  }
}

interface CalibrationOptions {
  /** Threads of a run without a number, where its process would use fewer. */
  readonly threads?: number;
  /** Aborted when the result is no longer needed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Times some batches of a run in the compute process, nothing of which is kept.
 * @returns undefined when the process was busy or was needed for a run before there was anything to go by
 * @throws LabError what the run itself would fail with, `cancelled` once aborted
 */
export async function calibrate(
  config: RunConfig,
  spare: SpareJob,
  { threads = 0, signal }: CalibrationOptions = {},
): Promise<Speed | undefined> {
  const watch = new Stopwatch();
  const short = {
    ...config,
    shifts: config.shifts.slice(0, 1),
    order: 'separate',
    rounds: 1,
    course: 'constant',
    budgetBatches: null,
    budgetSeconds: null,
    cleanImages: null,
    unlabelledImages: null,
    checkpointEvery: never,
    threads: config.threads > 0 ? config.threads : threads,
  } as const;
  const note = (event: JobEvent, stop: () => void): void => {
    if (watch.note(event)) stop();
  };
  const result = await spare({ kind: 'adapt', config: short }, note, signal);
  signal?.throwIfAborted();
  return result?.kind === 'adapt' ? watch.speed(result.totalSeconds) : undefined;
}
