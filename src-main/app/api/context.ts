import type { LabOwn } from '../../catalog/own/lab-own.ts';
import type { Identities } from '../../identity/identities.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import type { EngineChooser } from '../../planning/engines/engine-chooser.ts';
import type { PlaceKeeper } from '../../planning/engines/place-keeper.ts';
import type { EngineSetups } from '../../planning/engines/engine-setups.ts';
import type { RunStarter } from '../../planning/run-starter.ts';
import type { EventHub } from '../../platform/event-hub.ts';
import type { LabLog } from '../../platform/log.ts';
import type { RunScheduler } from '../../runs/run-scheduler.ts';
import type { Store } from '../../store/store.ts';
import type { Suites } from '../../suites/suites.ts';
import type { Sweeps } from '../../sweeps/sweeps.ts';

/** The parts of an open lab. */
export interface LabServices {
  readonly dataDir: string;
  /** Notices on opening the store; one sentence each. */
  readonly notices: readonly string[];
  readonly store: Store;
  readonly compute: ComputeClient;
  /** Contents of the user's own folders. */
  readonly own: LabOwn;
  readonly hub: EventHub;
  /** Log for whoever has to find out about a fault. */
  readonly log: LabLog;
  readonly identities: Identities;
  /** Done once runs of earlier versions are identified. */
  readonly identified: Promise<unknown>;
  /** Decides what `auto` means. */
  readonly chooser: EngineChooser;
  /** Keeps compute processes at the devices in use. */
  readonly places: PlaceKeeper;
  readonly setups: EngineSetups;
  readonly scheduler: RunScheduler;
  /** Checks, identifies and queues runs. */
  readonly starter: RunStarter;
  readonly suites: Suites;
  readonly sweeps: Sweeps;
}

/** Services and permissions of the parts of the API. */
export interface ApiContext extends LabServices {
  /** Folders that callers may read; null for no limit (a desktop window, whose user picks with the system's dialog). */
  readonly roots: readonly string[] | null;
}
