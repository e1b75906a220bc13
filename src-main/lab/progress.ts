/** How far a run is; sent with every batch or step. */
export interface RunProgress {
  readonly runId: string;
  readonly name: string;
  /** What is going on before the first batch, e.g. `Loading the model`. */
  readonly stage: string | null;
  /** Batches (adaptation) or steps (pre-training). */
  readonly done: number;
  readonly total: number;
  /** The shift under way, e.g. `gaussian_noise/5`; null before the first and in pre-training. */
  readonly shift: string | null;
  /** Fraction of the images of this shift predicted right so far. */
  readonly accuracy: number | null;
  /** Estimated from the batches of this attempt; null before the first. */
  readonly secondsLeft: number | null;
}

/** Estimates the time left from what was done since the start of this attempt. */
export class Pace {
  private startedAt = 0;
  private doneAtStart = 0;
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  start(done: number): void {
    this.startedAt = this.now();
    this.doneAtStart = done;
  }

  secondsLeft(done: number, total: number): number | null {
    const units = done - this.doneAtStart;
    if (units <= 0) return null;
    return ((this.now() - this.startedAt) / 1000 / units) * (total - done);
  }
}
