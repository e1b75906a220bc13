/** Part of the lab that ending needs. */
export interface EndingLab {
  /** Stops what is under way after its batch, keeps what it gave, and closes the lab. */
  close(): Promise<void>;
  /** Ends the compute process, so that `close` need not wait for the batch. */
  killCompute(): void;
}

/** A signal to the whole process group also comes through our starter: within this time it is the same one again. */
const echoMs = 500;

/** The end of a lab: first asked for gently, then at once. */
export class Ending {
  private askedAt: number | undefined;
  private ended: Promise<void> | undefined;
  private readonly lab: EndingLab;
  private readonly now: () => number;

  constructor(lab: EndingLab, now: () => number = () => performance.now()) {
    this.lab = lab;
    this.now = now;
  }

  /**
   * Stops all runs after the batch under way and closes the lab; a second call, half a second later or more, does not
   * wait for the batch. What was measured is kept, and the runs can be resumed.
   * @returns when the lab is closed
   */
  ask(): Promise<void> {
    const now = this.now();
    if (this.askedAt === undefined) {
      this.askedAt = now;
      this.ended = this.lab.close();
    } else if (now - this.askedAt > echoMs) this.lab.killCompute();
    return this.ended!;
  }
}
