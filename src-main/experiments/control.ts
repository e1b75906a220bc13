/** Asked between two batches: waits while the run is paused, and says whether to go on. */
export interface RunControl {
  mayContinue(): Promise<boolean>;
}

/** Runs to the end. */
export const uncontrolled: RunControl = { mayContinue: () => Promise.resolve(true) };

/** Measures work without the pauses in it. */
export class WorkClock {
  private startedAt: number;
  private pausedMs = 0;
  private readonly now: () => number;

  /** @param now milliseconds, monotonic */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.startedAt = now();
  }

  /** Seconds since the start, without pauses. */
  get seconds(): number {
    return (this.now() - this.startedAt - this.pausedMs) / 1000;
  }

  /** Starts anew. @returns the seconds until now */
  lap(): number {
    const { seconds } = this;
    this.startedAt = this.now();
    this.pausedMs = 0;
    return seconds;
  }

  /** The same control; how long it keeps work waiting is a pause. */
  around(control: RunControl): RunControl {
    return {
      mayContinue: async () => {
        const askedAt = this.now();
        const goesOn = await control.mayContinue();
        this.pausedMs += this.now() - askedAt;
        return goesOn;
      },
    };
  }
}
