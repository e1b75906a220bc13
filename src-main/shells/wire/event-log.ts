/** Limit of a log; the oldest entries are dropped first. */
export interface EventLogLimits {
  readonly count: number;
  readonly bytes: number;
}

/** The latest events as texts, by sequence numbers that begin at 1 and have no gaps. */
export class EventLog {
  private texts: string[] = [];
  /** Sequence number of `texts[0]`. */
  private first = 1;
  private bytes = 0;
  private readonly limits: EventLogLimits;

  constructor(limits: EventLogLimits) {
    this.limits = limits;
  }

  /** Sequence number of the latest event, 0 before the first. */
  get last(): number {
    return this.first + this.texts.length - 1;
  }

  add(makeText: (sequence: number) => string): void {
    const text = makeText(this.last + 1);
    this.texts.push(text);
    this.bytes += text.length;
    while (this.texts.length > this.limits.count || this.bytes > this.limits.bytes) {
      this.bytes -= this.texts.shift()?.length ?? 0;
      this.first++;
    }
  }

  /** The event with this number; undefined if it is no longer kept, or has not happened yet. */
  get(sequence: number): string | undefined {
    return this.texts[sequence - this.first];
  }

  /** Whether every event after this number, which has happened, is still here. */
  continuesFrom(sequence: number): boolean {
    return sequence >= this.first - 1 && sequence <= this.last;
  }
}
