import type { JobEvent } from './messages.ts';

/** Sends events in their order, frequent ones together: at most one message per interval, checkpoints and stages at once. */
export class EventSender {
  private pending: JobEvent[] = [];
  private sentAt = -Infinity;
  private readonly send: (events: JobEvent[]) => void;
  private readonly intervalMs: number;
  private readonly now: () => number;

  constructor(send: (events: JobEvent[]) => void, intervalMs = 50, now: () => number = () => performance.now()) {
    this.send = send;
    this.intervalMs = intervalMs;
    this.now = now;
  }

  add(event: JobEvent): void {
    this.pending.push(event);
    const mayWait = event.type === 'batch' || event.type === 'step';
    if (!mayWait || this.now() - this.sentAt >= this.intervalMs) this.flush();
  }

  flush(): void {
    if (this.pending.length === 0) return;
    this.sentAt = this.now();
    const events = this.pending;
    this.pending = [];
    this.send(events);
  }
}
