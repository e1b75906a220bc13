import type { Store } from '../store/store.ts';
import { Attendant, type AttendantReports } from './attendant.ts';
import type { EventHub } from '../platform/event-hub.ts';

const intervalMs = 1000;

/**
 * Tells windows what other processes change in the same store, e.g. a command that runs beside the app. Each process
 * works on its own runs only; those of others are shown as they stand in the store.
 */
export class StoreWatch {
  private count: number;
  private stamps: Map<string, string>;
  private readonly timer: Attendant;
  private readonly store: Store;
  private readonly hub: EventHub;

  constructor(store: Store, hub: EventHub, log: AttendantReports['log']) {
    this.store = store;
    this.hub = hub;
    this.count = store.changeCount();
    this.stamps = store.runStamps();
    const complaint = 'What other processes do with the runs could not be followed';
    this.timer = new Attendant(complaint, () => this.look(), { everyMs: intervalMs }, { hub, log });
  }

  /** Compares the store with how it was at the last look. @throws LabError `no-space`, `store` */
  look(): void {
    try {
      this.findAbandoned();
    } finally {
      // That one writes, which a full disk does not allow; reading goes on.
      this.follow();
    }
  }

  stop(): void {
    this.timer.stop();
  }

  private follow(): void {
    const count = this.store.changeCount();
    if (count === this.count) return;
    this.count = count;
    this.compare();
    // Rows of others are not followed one by one: their curves are fetched as a whole.
    for (const id of this.othersRuns()) {
      this.hub.publish('rewound', { runId: id });
      this.hub.publish('run', this.store.getRun(id));
    }
  }

  /** A process that was killed says nothing. */
  private findAbandoned(): void {
    if (this.othersRuns().length === 0) return;
    for (const run of this.store.markInterruptedRuns()) this.hub.publish('run', run);
  }

  private compare(): void {
    const { store, hub, stamps: before } = this;
    this.stamps = store.runStamps();
    const gone = [...before.keys()].filter((id) => !this.stamps.has(id));
    if (gone.length > 0) hub.publish('runsDeleted', { ids: gone });
    for (const [id, stamp] of this.stamps) {
      const run = before.get(id) === stamp ? undefined : store.findRun(id);
      if (run) hub.publish('run', run);
    }
  }

  private othersRuns(): string[] {
    const active = this.store.listRuns({ status: ['running', 'paused', 'queued'] });
    return active.map(({ id }) => id).filter((id) => this.store.holderOf(id) !== 'this');
  }
}
