/** The window's view of the log: whether it is open, and of which run. */
class LogView {
  open = $state(false);
  run = $state<string>();

  /** @param run shows only what happened in this run */
  show(run?: string): void {
    this.run = run;
    this.open = true;
  }
}

export const logView = new LogView();
