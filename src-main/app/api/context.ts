import type { ComputeClient } from '../../jobs/compute-client.ts';
import type { Store } from '../../store/store.ts';
import type { EventHub } from '../../platform/event-hub.ts';
import type { Lab } from '../lab.ts';

/** What the parts of the API work with. */
export interface ApiContext {
  readonly lab: Lab;
  readonly store: Store;
  readonly events: EventHub;
  readonly compute: ComputeClient;
  /** Folders that `browse` may look into; null for no limit (a desktop window, whose user picks with the system's dialog). */
  readonly roots: readonly string[] | null;
}
