import type { RunConfig } from '../../../src-shared/run-config.ts';
import type { JobEvent } from '../../jobs/messages.ts';
import type { SpareJob } from '../run-queue.ts';
import type { Speed } from './speed.ts';

/** Batches that are timed after the first one, which pays for what is only done once. */
const timedBatches = 4;
/** No batch is begun after so many seconds of timing. */
const longestSeconds = 5;
/** Checkpoints and large files are for runs that are kept. */
const never = 1_000_000_000;

/** The batches of a calibration as they come. */
class Stopwatch {
  private readonly startedAt = performance.now();
  private firstAt: number | undefined;
  private readonly secondsPerImage: number[] = [];
  private setupSeconds = 0;

  /** @returns whether enough was measured */
  note(event: JobEvent): boolean {
    if (event.type !== 'batch') return false;
    const { size, computeSeconds, loadSeconds } = event.batch;
    this.secondsPerImage.push((computeSeconds + loadSeconds) / size);
    if (this.firstAt === undefined) {
      this.firstAt = performance.now();
      this.setupSeconds = Math.max(0, (this.firstAt - this.startedAt) / 1000 - computeSeconds);
    }
    return this.secondsPerImage.length > timedBatches || performance.now() - this.firstAt > 1000 * longestSeconds;
  }

  speed(): Speed | undefined {
    const timed = this.secondsPerImage.length > 1 ? this.secondsPerImage.slice(1) : this.secondsPerImage;
    const secondsPerImage = timed.reduce((sum, value) => sum + value, 0) / timed.length;
    if (timed.length === 0 || secondsPerImage <= 0) return undefined;
    return { secondsPerImage, setupSeconds: this.setupSeconds };
  }
}

/**
 * Times some batches of a run in the compute process, nothing of which is kept.
 * @returns undefined when the process was busy or was needed for a run before there was anything to go by
 * @throws LabError what the run itself would fail with
 */
export async function calibrate(config: RunConfig, spare: SpareJob): Promise<Speed | undefined> {
  const watch = new Stopwatch();
  const short = {
    ...config,
    shifts: config.shifts.slice(0, 1),
    order: 'separate',
    budgetBatches: null,
    budgetSeconds: null,
    checkpointEvery: never,
  } as const;
  await spare({ kind: 'adapt', config: short }, (event, stop) => {
    if (watch.note(event)) stop();
  });
  return watch.speed();
}
