import type { RowsEnd, Store } from '../store/store.ts';
import { Attendant, type AttendantReports } from './attendant.ts';
import type { EventHub } from '../platform/event-hub.ts';

const intervalMs = 1000;

const isSame = (a: RowsEnd, b: RowsEnd): boolean => a.shift === b.shift && a.batch === b.batch && a.step === b.step;

/** Whether rows that were there before are gone or may have changed. */
const isRewound = (before: RowsEnd, end: RowsEnd): boolean =>
  end.attempts !== before.attempts ||
  end.step < before.step ||
  end.shift < before.shift ||
  (end.shift === before.shift && end.batch < before.batch);

/**
 * Notifies windows of changes by other processes in the same store, e.g. a command that runs beside the app. Each process
 * works on its own runs only; of those of others windows get what was added to the store.
 */
export class StoreWatch {
  private count: number;
  private stamps: Map<string, string>;
  /** By run of another process, where its rows ended at the last look. */
  private readonly ends = new Map<string, RowsEnd>();
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
    const others = new Set(this.store.runsElsewhere());
    // Those that have ended since the last look have left rows, too.
    for (const id of new Set([...this.ends.keys(), ...others])) {
      if (this.stamps.has(id)) this.followRows(id);
      if (!others.has(id)) this.ends.delete(id);
    }
  }

  /** Publishes what was added to a run since the last poll; windows fetch all of a run that resumed from its checkpoint. */
  private followRows(id: string): void {
    const { store, hub } = this;
    const before = this.ends.get(id);
    const end = store.rowsEnd(id);
    this.ends.set(id, end);
    if (!before || isRewound(before, end)) hub.publish('rewound', { runId: id });
    else if (isSame(before, end)) return;
    else hub.publish('curve', store.rowsSince(id, before));
    const run = store.findRun(id);
    if (run) hub.publish('run', run);
  }

  /** A process that was killed says nothing. */
  private findAbandoned(): void {
    if (this.store.runsElsewhere().length === 0) return;
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
}
