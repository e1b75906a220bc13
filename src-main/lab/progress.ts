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

/** Estimates the time left, from the second thing done in this attempt on: the first one pays for compilation. */
export class Pace {
  private first: { readonly at: number; readonly done: number } | undefined;
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Notes that `done` of `total` are done now; null while there is nothing to go by. */
  secondsLeft(done: number, total: number): number | null {
    this.first ??= { at: this.now(), done };
    const { at, done: before } = this.first;
    return done > before ? ((this.now() - at) / 1000 / (done - before)) * (total - done) : null;
  }
}
