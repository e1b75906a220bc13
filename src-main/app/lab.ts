import path from 'node:path';
import type { LabApi } from '../../src-shared/api/contract.ts';
import type { DatasetRecord, FolderReport } from '../../src-shared/api/data.ts';
import type { ExportFormat, RunProgress } from '../../src-shared/api/runs.ts';
import type { RunRecord, UnreadableRun } from '../../src-shared/records.ts';
import type { InspectOptions } from '../data/folder/inspect.ts';
import type { EngineReport } from '../engines/engine-registry.ts';
import { ComputeClient } from '../jobs/compute-client.ts';
import type { Job, JobResult } from '../jobs/messages.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { RunContents, RunFilter, Store } from '../store/store.ts';
import { labApi } from './api/api.ts';
import { Attendant } from './attendant.ts';
import { backupSchedule } from './backup-schedule.ts';
import { Cluster } from '../cluster/cluster.ts';
import { dataFolder, ensureFolder } from '../platform/data-folder.ts';
import { listDatasets } from '../catalog/datasets/dataset-registry.ts';
import { EventHub } from '../platform/event-hub.ts';
import { writeFiles } from '../exports/export-files.ts';
import { Identities } from '../identity/identities.ts';
import { LabLog } from '../platform/log.ts';
import { MggRegistry } from '../catalog/models/mgg-registry.ts';
import { ModelRegistry } from '../catalog/models/model-registry.ts';
import { RunStarter } from '../planning/run-starter.ts';
import type { SpareJob } from '../runs/run-queue.ts';
import { RunScheduler, type QueuedRun } from '../runs/run-scheduler.ts';
import { StoreWatch } from './store-watch.ts';
import { Suites } from '../suites/suites.ts';
import { emptyTrash } from './trash.ts';

export type { QueuedRun };

export interface LabOptions {
  /** Folder of database, caches and exports; see `dataFolder` for the default. */
  readonly dataDir?: string;
  /** The compute process to use instead of the lab's own; for tests. */
  readonly compute?: ComputeClient;
}

/** Time between attempts to store how runs ended, when that was not possible at once. */
const lateEndingsMs = 2000;

/** The laboratory without a window: commands, queries and events. One object per data folder and process. */
export class Lab {
  readonly dataDir: string;
  /** What the user should know about opening the store; one sentence each. */
  readonly notices: readonly string[];
  readonly hub = new EventHub();
  /** What whoever has to find out about a fault reads. */
  readonly log: LabLog;
  readonly identities: Identities;
  /** Checks, identifies and queues runs. */
  readonly starter: RunStarter;
  readonly suites: Suites;
  /** Source models that experiments can choose. */
  readonly models: ModelRegistry;
  /** Meta gradient generators that experiments can choose. */
  readonly mggs: MggRegistry;
  readonly cluster: Cluster;
  private readonly store: Store;
  private readonly client: ComputeClient;
  private readonly scheduler: RunScheduler;
  private identifying: Promise<unknown> = Promise.resolve();
  /** What only matters to a lab that stays open. */
  private attendants: readonly { stop(): void }[] = [];

  private constructor(dataDir: string, store: Store, client: ComputeClient) {
    this.dataDir = dataDir;
    this.log = new LabLog(dataDir);
    this.store = store;
    this.notices = store.notices;
    this.client = client;
    this.identities = new Identities(store, path.join(dataDir, 'cache'));
    this.models = new ModelRegistry(store, null);
    this.mggs = new MggRegistry(store, null);
    const { hub, log, identities } = this;
    const mggFolder = path.join(dataDir, 'mgg');
    const scheduler = new RunScheduler({ store, client, hub, log, mggFolder });
    const starter = new RunStarter(scheduler, identities);
    this.scheduler = scheduler;
    this.starter = starter;
    this.suites = new Suites({ store, identities, starter, scheduler, mggFolder });
    this.cluster = new Cluster({ store, identities, starter, scheduler, hub, suites: this.suites });
  }

  /**
   * Opens the data folder, making it if needed, marks runs as interrupted whose process is gone, and forgets runs that
   * were deleted long ago.
   */
  static open({ dataDir, compute }: LabOptions = {}): Lab {
    const folder = ensureFolder(dataFolder(dataDir));
    const store = openStore(path.join(folder, 'lab.sqlite'));
    if (!store.readOnly) {
      store.markInterruptedRuns();
      emptyTrash(store);
    }
    const lab = new Lab(folder, store, compute ?? new ComputeClient({ cacheFolder: path.join(folder, 'cache') }));
    lab.identifying = lab.identities.catchUp(lab.log);
    return lab;
  }

  /**
   * The API for windows; from now on the lab also looks after what other processes change, and backs up its store.
   * @param roots folders that may be looked into; null for no limit
   */
  api(roots: readonly string[] | null = null): LabApi {
    if (this.attendants.length === 0) {
      const { store, scheduler } = this;
      const lateEndings = () => scheduler.storeLateEndings();
      this.attendants = [
        new StoreWatch(store, this.hub, this.log),
        backupSchedule(store, this),
        new Attendant('The end of a run could not be stored', lateEndings, { everyMs: lateEndingsMs }, this),
      ];
    }
    return labApi({ lab: this, store: this.store, events: this.hub, compute: this.client, roots });
  }

  /**
   * Queues a run again that was interrupted, cancelled or failed; it goes on at its last checkpoint.
   * @throws LabError `bad-input` when there is nothing to resume
   */
  resumeRun(id: string): QueuedRun {
    return this.scheduler.resume(id);
  }

  /** Runs that wait to be resumed, oldest first. */
  resumable(): RunRecord[] {
    return this.store.listRuns({ status: ['interrupted'] }).reverse();
  }

  /** @throws LabError `bad-input` when this process does not work on the run */
  pauseRun(id: string): void {
    this.scheduler.pause(id);
  }

  /** @throws LabError `bad-input` when this process does not work on the run */
  continueRun(id: string): void {
    this.scheduler.continue(id);
  }

  /**
   * Stops a run after the batch under way; it keeps everything and can be resumed, but is not offered for it.
   * @throws LabError `bad-input` when it is over, or in the hands of another process
   */
  cancelRun(id: string): void {
    this.scheduler.cancel(id);
  }

  /** Ids of the runs that wait in this process, the next one first. */
  waiting(): string[] {
    return this.scheduler.waiting();
  }

  /** Puts a waiting run right before another one, or last. @throws LabError `bad-input` when one of them doesn't wait here */
  moveRun(id: string, before: string | null): void {
    this.scheduler.move(id, before);
  }

  /** Stops all runs after the batch under way; they end as interrupted. */
  stopAll(): void {
    this.scheduler.stopAll();
  }

  /** Stops at once: ends the compute process. The run under way ends as interrupted, at its last checkpoint. */
  killCompute(): void {
    this.scheduler.kill();
  }

  /** How far the run under way is; none when nothing runs. */
  progress(): RunProgress[] {
    return this.scheduler.progress();
  }

  listRuns(filter: RunFilter = {}): RunRecord[] {
    return this.store.listRuns(filter);
  }

  /** The runs that can't be read, among those that a filter asks for. */
  listUnreadable(filter: RunFilter = {}): UnreadableRun[] {
    return this.store.listUnreadable(filter);
  }

  /** The record of a run. @throws LabError `not-found`, `bad-input` (ambiguous id) */
  getRun(id: string): RunRecord {
    return this.store.getRun(id);
  }

  showRun(id: string): RunContents {
    return this.store.readContents(id);
  }

  /** Calibrations, which wait for nothing and make room for runs. */
  get spare(): SpareJob {
    return this.scheduler.spare;
  }

  /** Does a job that is no run when its turn in the queue comes. @returns `withdrawn` if it never came */
  performInTurn(job: Job, client: ComputeClient): Promise<JobResult | 'withdrawn'> {
    return this.scheduler.perform(job, client);
  }

  /** Writes tables, bundles or configurations of runs into a folder, by default one in the data folder; returns the paths. */
  async exportRuns(ids: readonly string[], folder?: string, format: ExportFormat = 'csv'): Promise<string[]> {
    const { exportParts } = await import('../exports/export.ts');
    await this.identifying;
    return writeFiles(folder ?? this.exportFolder(), exportParts(this.store, ids, format));
  }

  /** All datasets, the embedded one first, and what keeps any of them from being used now. */
  listDatasets(): Promise<DatasetRecord[]> {
    return listDatasets(this.store);
  }

  /** Looks at a folder of images without registering it. @throws LabError `bad-input`, `not-found` for a bad path */
  async checkFolder(folder: string, options: Omit<InspectOptions, 'cacheFolder'> = {}): Promise<FolderReport> {
    const { inspectFolder } = await import('../data/folder/inspect.ts');
    return inspectFolder(path.resolve(folder), { ...options, cacheFolder: path.join(this.dataDir, 'cache') });
  }

  /** The engines of this computer; asked in the compute process, since a faulty driver may take the process down. */
  async engines(): Promise<readonly EngineReport[]> {
    const result = await this.client.start({ kind: 'engines' }, () => undefined).result;
    return result.kind === 'engines' ? result.engines : [];
  }

  /** Stops what is under way, to be resumed later, ends the compute process and closes the store. */
  async close(): Promise<void> {
    await this.identifying;
    for (const attendant of this.attendants) attendant.stop();
    await this.scheduler.close();
    this.store.close();
  }

  private exportFolder(): string {
    return path.join(this.dataDir, 'exports', new Date().toISOString().replaceAll(':', '-'));
  }
}
