/** Does something at once, then at most once per interval however often it is asked for; the last request is kept. */
export class Throttle {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wanted = false;
  private readonly act: () => void;
  private readonly intervalMs: number;

  constructor(act: () => void, intervalMs: number) {
    this.act = act;
    this.intervalMs = intervalMs;
  }

  request(): void {
    this.wanted = true;
    if (this.timer === undefined) this.flush();
  }

  /** Does now what was asked for since the last time, if anything was. */
  flush(): void {
    if (!this.wanted) return;
    this.wanted = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, this.intervalMs);
    // It must not keep a command alive that has nothing else to do.
    this.timer.unref();
    this.act();
  }
}
