import path from 'node:path';
import { toLabError } from '../../src-shared/errors.ts';
import type { Store } from '../store/store.ts';
import type { EventHub } from './events/hub.ts';

/** Not at once: opening the lab should be quick. */
const firstMs = 60_000;
const intervalMs = 3_600_000;

/** Sees to it that there is a copy of the store of each day that the lab was open. */
export class BackupSchedule {
  private readonly timers: readonly ReturnType<typeof setTimeout>[];
  private failed = false;
  private readonly store: Store;
  private readonly hub: EventHub;

  constructor(store: Store, hub: EventHub) {
    this.store = store;
    this.hub = hub;
    const run = (): void => void this.backUp();
    this.timers = [setTimeout(run, firstMs), setInterval(run, intervalMs)];
    for (const timer of this.timers) timer.unref();
  }

  /** Copies the store unless it is empty or was copied today. */
  async backUp(): Promise<void> {
    try {
      if (this.store.listRuns({ limit: 1 }).length === 0) return;
      await this.store.backUp(path.join(path.dirname(this.store.path), 'backups'));
      this.failed = false;
    } catch (error) {
      if (!this.failed) this.tell(error);
      this.failed = true;
    }
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Once is enough: it is tried again every hour. */
  private tell(error: unknown): void {
    const { message, hint } = toLabError(error);
    const text = `The daily backup could not be made: ${message}${hint === undefined ? '' : ` ${hint}`}`;
    this.hub.publish('notice', { level: 'warning', text });
  }
}
