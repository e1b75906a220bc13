import path from 'node:path';
import type { LabApi } from '../../src-shared/api/contract.ts';
import type { ExportFormat } from '../../src-shared/api/runs.ts';
import type { DeviceSettings } from '../../src-shared/devices.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import { forgetOwn, useOwn, type LabOwn } from '../catalog/own/lab-own.ts';
import { OwnCorruptionFiles } from '../catalog/own/own-corruptions.ts';
import { stampOf } from '../catalog/own/own-files.ts';
import { OwnMethods } from '../catalog/own/own-methods.ts';
import { Cluster } from '../cluster/cluster.ts';
import { writeFiles } from '../exports/export-files.ts';
import { Identities } from '../identity/identities.ts';
import { ComputeClient } from '../jobs/compute-client.ts';
import { onReaderEnd } from '../jobs/reader/foreign-files.ts';
import { EngineChooser } from '../planning/engines/engine-chooser.ts';
import { PlaceKeeper } from '../planning/engines/place-keeper.ts';
import { EngineSetups } from '../planning/engines/engine-setups.ts';
import { RunStarter } from '../planning/run-starter.ts';
import { dataFolder, ensureFolder } from '../platform/data-folder.ts';
import { EventHub } from '../platform/event-hub.ts';
import { LabLog } from '../platform/log.ts';
import { ComputePool } from '../runs/compute-pool.ts';
import { RunScheduler } from '../runs/run-scheduler.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { RunContents, Store } from '../store/store.ts';
import { Suites } from '../suites/suites.ts';
import { Sweeps } from '../sweeps/sweeps.ts';
import { labApi } from './api/api.ts';
import type { LabServices } from './api/context.ts';
import { Attendant } from './attendant.ts';
import { backupSchedule } from './backup-schedule.ts';
import { StoreWatch } from './store-watch.ts';
import { emptyTrash } from './trash.ts';

export interface LabOptions {
  /** Folder of database, caches and exports; see `dataFolder` for the default. */
  readonly dataDir?: string;
  /** Folders that callers of the API may read; null for no limit. */
  readonly roots?: readonly string[] | null;
  /** Folders of the user's own methods and corruptions beside that in the data folder. */
  readonly methods?: readonly string[];
  /** The compute process to use instead of the lab's own. */
  readonly compute?: ComputeClient;
  /** Devices to use and runs at a time, in place of those of the settings. */
  readonly places?: Partial<DeviceSettings>;
}

/** The laboratory as shells see it: its API, and what only its own process can do beside that. One per data folder and process. */
export interface Lab extends Pick<LabServices, 'dataDir' | 'notices' | 'hub' | 'log'> {
  /** Calls for windows and commands. */
  readonly api: LabApi;
  readonly cluster: Cluster;
  /** Its parts, for scripts and tests. */
  readonly services: LabServices;
  /** Whether a run is under way in this process. */
  isBusy(): boolean;
  /** See `RunScheduler.finished`. */
  finished(id: string): Promise<RunRecord>;
  /** Everything stored about a run, batches and checkpoint included. @throws LabError `not-found` */
  contents(id: string): RunContents;
  /**
   * Writes an export of runs, however large, into a folder, by default one in the data folder; returns the paths.
   * @throws LabError `not-found` (run), `no-space`, `bad-input` (folder)
   */
  writeExport(ids: readonly string[], format?: ExportFormat, folder?: string): Promise<string[]>;
  /** From now on looks after what other processes change, and backs up its store: for a lab that stays open. */
  attend(): void;
  /** Stops all runs after the batch under way; they end as interrupted. */
  stopAll(): void;
  /** Stops at once: ends the compute processes. Runs under way end as interrupted, at their last checkpoints. */
  killCompute(): void;
  /** Stops what is under way, to be resumed later, ends the compute process and closes the store. */
  close(): Promise<void>;
}

/** Time between attempts to store how runs ended, when that was not possible at once. */
const lateEndingsMs = 2000;
/** An own file is offered anew so long after it was saved. */
const ownWatchMs = 1000;

interface ServiceParts {
  readonly store: Store;
  readonly compute: ComputeClient;
  readonly own: LabOwn;
  readonly asked: Partial<DeviceSettings>;
}

function openServices(dataDir: string, { store, compute, own, asked }: ServiceParts): LabServices {
  const hub = new EventHub();
  const log = new LabLog(dataDir);
  compute.onIdleEnd = (error) => log.error('The compute process ended', error);
  onReaderEnd((error) => log.error('The reading process ended', error));
  const identities = new Identities(store, path.join(dataDir, 'cache'));
  const mggFolder = path.join(dataDir, 'mgg');
  const chooser = new EngineChooser({ store, compute });
  const pool = new ComputePool(compute);
  const places = new PlaceKeeper({ store, chooser, pool, asked });
  const scheduler = new RunScheduler({ store, pool, hub, log, mggFolder, preparer: places });
  const setups = new EngineSetups({ compute, hub, chooser });
  hub.subscribe(({ topic, payload }) => {
    if (topic !== 'changed') return;
    if (payload.what === 'engines') pool.renew();
    if (payload.what === 'engines' || payload.what === 'settings') places.arrange().catch(() => undefined);
  });
  const starter = new RunStarter(scheduler, identities);
  const suites = new Suites({ store, identities, starter, scheduler, mggFolder });
  const sweeps = new Sweeps({ store, identities, starter, scheduler, hub, log });
  const identified = identities.catchUp(log);
  return {
    dataDir,
    notices: store.notices,
    store,
    compute,
    own,
    hub,
    log,
    identities,
    identified,
    chooser,
    places,
    setups,
    scheduler,
    starter,
    suites,
    sweeps,
  };
}

/** Notifies windows when an own file was saved, added or removed. */
function ownFileWatch(folders: readonly string[], hub: EventHub): () => void {
  let last = stampOf(folders);
  return () => {
    const stamp = stampOf(folders);
    if (stamp === last) return;
    last = stamp;
    for (const what of ['methods', 'suites'] as const) hub.publish('changed', { what });
  };
}

function attendants({ store, hub, log, scheduler, own }: LabServices): readonly { stop(): void }[] {
  const lateEndings = () => scheduler.storeLateEndings();
  return [
    new StoreWatch(store, hub, log),
    backupSchedule(store, { hub, log }),
    new Attendant(
      'The folder of methods could not be watched',
      ownFileWatch(own.methods.folders, hub),
      { everyMs: ownWatchMs },
      { hub, log },
    ),
    new Attendant('The end of a run could not be stored', lateEndings, { everyMs: lateEndingsMs }, { hub, log }),
  ];
}

/**
 * Opens the lab in a data folder, making it if needed; marks runs as interrupted whose process is gone, and forgets runs
 * that were deleted long ago.
 */
export function openLab({ dataDir, compute, roots = null, methods: more = [], places = {} }: LabOptions = {}): Lab {
  const folder = ensureFolder(dataFolder(dataDir));
  const store = openStore(path.join(folder, 'lab.sqlite'));
  if (!store.readOnly) {
    store.markInterruptedRuns();
    emptyTrash(store);
  }
  const client = compute ?? new ComputeClient({ cacheFolder: path.join(folder, 'cache') });
  const ownFolders = [path.join(folder, 'methods'), ...more.map((one) => path.resolve(one))];
  const own: LabOwn = {
    methods: new OwnMethods(ownFolders, () => client.sibling()),
    corruptions: new OwnCorruptionFiles(ownFolders, () => client.sibling()),
  };
  useOwn(own);
  const services = openServices(folder, { store, compute: client, own, asked: places });
  const { hub, log, notices, scheduler, identified, sweeps } = services;
  const exportFolder = () => path.join(folder, 'exports', new Date().toISOString().replaceAll(':', '-'));
  let attending: readonly { stop(): void }[] = [];
  return {
    ...{ dataDir: folder, notices, hub, log, services },
    api: labApi({ ...services, roots }),
    cluster: new Cluster(services),
    isBusy: () => scheduler.progress().length > 0,
    finished: (id) => scheduler.finished(id),
    contents: (id) => store.readContents(id),
    async writeExport(ids, format = 'csv', into = exportFolder()) {
      const { exportParts } = await import('../exports/export.ts');
      await identified;
      return writeFiles(into, exportParts(store, ids, format));
    },
    attend() {
      if (attending.length === 0) attending = attendants(services);
    },
    stopAll: () => scheduler.stopAll(),
    killCompute: () => scheduler.kill(),
    async close() {
      await identified;
      for (const attendant of attending) attendant.stop();
      await sweeps.close();
      await scheduler.close();
      forgetOwn(own);
      store.close();
    },
  };
}
