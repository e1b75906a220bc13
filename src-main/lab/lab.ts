import { EventEmitter } from 'node:events';
import path from 'node:path';
import { LabError, toErrorMessage, toLabError } from '../../src-shared/errors.ts';
import { pretrainConfigSchema, type PretrainConfigInput } from '../../src-shared/pretrain-config.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import type { EngineReport } from '../engines/registry.ts';
import { ComputeClient } from '../jobs/compute-client.ts';
import { runFactsSchema, type Job, type JobResult } from '../jobs/messages.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { RunContents, RunFilter, Store } from '../store/store.ts';
import type { LabApi } from '../../src-shared/api/contract.ts';
import { labApi } from './api/api.ts';
import { EventHub } from './events/hub.ts';
import { concludeRun } from './conclude.ts';
import { configure, configurePretraining } from './configure.ts';
import { dataFolder, ensureFolder } from './data-folder.ts';
import { exportRuns, type ExportFormat } from './export.ts';
import { hostFacts } from './host.ts';
import type { RunProgress } from './progress.ts';
import { quickstartRuns, readQuickstartSettings, type QuickstartOptions } from './quickstart.ts';
import { RunQueue, type SpareJob } from './run-queue.ts';
import { RunRecorder } from './run-recorder.ts';

/** What the lab tells its shells while runs are under way. */
export interface LabEvents {
  /** A run was created or changed its status. */
  run: [RunRecord];
  progress: [RunProgress];
}

export interface LabOptions {
  /** Folder of database, caches and exports; see `dataFolder` for the default. */
  readonly dataDir?: string;
  /** The compute process to use instead of the lab's own; for tests. */
  readonly compute?: ComputeClient;
}

/** How a run is called and what it belongs to. */
export interface RunLabels {
  readonly name?: string;
  readonly group?: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
}

/** A run that was queued. */
export interface QueuedRun {
  readonly run: RunRecord;
  /** The run as it ended: `done`, `interrupted` or `cancelled`. Rejects with a LabError when it failed. */
  readonly finished: Promise<RunRecord>;
}

/** The laboratory without a window: commands, queries and events. One object per data folder and process. */
export class Lab extends EventEmitter<LabEvents> {
  readonly dataDir: string;
  /** What the user should know about opening the store; one sentence each. */
  readonly notices: readonly string[];
  /** What happens, for windows. */
  readonly hub = new EventHub();
  private readonly store: Store;
  private readonly client: ComputeClient;
  private readonly queue: RunQueue;
  private readonly cancelled = new Set<string>();
  /** One promise per run that is queued or under way. */
  private readonly unfinished = new Set<Promise<unknown>>();
  private killed = false;

  private constructor(dataDir: string, store: Store, client: ComputeClient) {
    super();
    this.dataDir = dataDir;
    this.store = store;
    this.notices = store.notices;
    this.client = client;
    this.queue = new RunQueue(client);
  }

  /** Opens the data folder, making it if needed, and marks runs as interrupted whose process is gone. */
  static open({ dataDir, compute }: LabOptions = {}): Lab {
    const folder = ensureFolder(dataFolder(dataDir));
    const store = openStore(path.join(folder, 'lab.sqlite'));
    store.markInterruptedRuns();
    return new Lab(folder, store, compute ?? new ComputeClient({ cacheFolder: path.join(folder, 'cache') }));
  }

  /** The API for windows. @param roots folders that may be looked into; null for no limit */
  api(roots: readonly string[] | null = null): LabApi {
    return labApi({ lab: this, store: this.store, events: this.hub, compute: this.client, roots });
  }

  /**
   * Queues an adaptation run.
   * @throws LabError `bad-option` for settings that are not valid; what only the data can tell makes the run fail.
   */
  async startRun(input: RunConfigInput, labels: RunLabels = {}): Promise<QueuedRun> {
    const { config, method } = await configure(input);
    const name = labels.name ?? method.name;
    return this.enqueue(this.store.createRun({ kind: 'adapt', config, method: method.id, ...labels, name }));
  }

  /** Queues the embedded experiment: all its methods, one run each, as one group. */
  async quickstart(options: QuickstartOptions = {}): Promise<QueuedRun[]> {
    const runs = quickstartRuns(await readQuickstartSettings(), options);
    const group = `quickstart ${new Date().toISOString()}`;
    const queued: QueuedRun[] = [];
    for (const { name, config } of runs)
      queued.push(await this.startRun(config, { name, group, tags: ['quickstart'] }));
    return queued;
  }

  /** Queues the pre-training of a meta gradient generator. @throws LabError `bad-option` */
  startPretraining(input: PretrainConfigInput, labels: RunLabels = {}): QueuedRun {
    const config = configurePretraining(input);
    const name = labels.name ?? 'MGG pre-training';
    return this.enqueue(this.store.createRun({ kind: 'pretrain', config, method: 'mgg', ...labels, name }));
  }

  /**
   * Queues a run again that was interrupted or failed; it goes on at its last checkpoint.
   * @throws LabError `bad-input` when there is nothing to resume
   */
  resumeRun(id: string): QueuedRun {
    const run = this.store.getRun(id);
    if (run.status === 'done') throw new LabError('bad-input', `Run ${run.id} is done; there is nothing to resume.`);
    if (run.status === 'running' || run.status === 'paused') {
      throw new LabError('bad-input', `Run ${run.id} is under way.`, 'Wait for it, or cancel it first.');
    }
    this.store.setStatus(run.id, 'queued');
    return this.enqueue(this.store.getRun(run.id));
  }

  /** Runs that wait to be resumed, oldest first. */
  resumable(): RunRecord[] {
    return this.store.listRuns({ status: ['interrupted', 'queued'] }).reverse();
  }

  pauseRun(id: string): void {
    this.queue.control(this.store.getRun(id).id, 'pause');
  }

  continueRun(id: string): void {
    this.queue.control(this.store.getRun(id).id, 'resume');
  }

  /** Stops a run after the batch under way; it keeps everything and can be resumed, but is not offered for it. */
  cancelRun(id: string): void {
    const { id: runId } = this.store.getRun(id);
    this.cancelled.add(runId);
    this.queue.control(runId, 'stop');
  }

  /** Runs that are queued or under way. */
  get unfinishedRuns(): number {
    return this.unfinished.size;
  }

  /** Waits until no run is queued or under way. */
  async idle(): Promise<void> {
    while (this.unfinished.size > 0) await Promise.allSettled(this.unfinished);
  }

  /** Stops all runs after the batch under way; they end as interrupted. */
  stopAll(): void {
    this.queue.stopAll();
  }

  /** Stops at once: ends the compute process. The run under way ends as interrupted, at its last checkpoint. */
  killCompute(): void {
    this.killed = true;
    this.queue.stopAll();
    this.client.kill();
  }

  listRuns(filter: RunFilter = {}): RunRecord[] {
    return this.store.listRuns(filter);
  }

  showRun(id: string): RunContents {
    return this.store.readContents(id);
  }

  /** Calibrations, which wait for nothing and make room for runs. */
  get spare(): SpareJob {
    return this.queue.whenIdle;
  }

  /** Writes tables or bundles of runs into a folder, by default one in the data folder; returns the paths. */
  exportRuns(ids: readonly string[], folder?: string, format?: ExportFormat): Promise<string[]> {
    return exportRuns(this.store, ids, folder ?? this.exportFolder(), format);
  }

  /** The engines of this computer; asked in the compute process, since a faulty driver may take the process down. */
  async engines(): Promise<readonly EngineReport[]> {
    const result = await this.client.start({ kind: 'engines' }, () => undefined).result;
    return result.kind === 'engines' ? result.engines : [];
  }

  /** Ends the compute process and closes the store. */
  async close(): Promise<void> {
    await this.client.close();
    this.store.close();
  }

  private mggFile(id: string): string {
    return path.join(ensureFolder(path.join(this.dataDir, 'mgg')), `${id}.safetensors`);
  }

  private exportFolder(): string {
    return path.join(this.dataDir, 'exports', new Date().toISOString().replaceAll(':', '-'));
  }

  private enqueue(run: RunRecord): QueuedRun {
    const recorder = new RunRecorder(this.store, run, hostFacts(), (progress) => this.emit('progress', progress));
    this.emit('run', run);
    const result = this.queue.add(
      run.id,
      () => this.jobOf(run),
      (event) => {
        recorder.record(event);
        if (event.type === 'prepared') this.emit('run', this.store.getRun(run.id));
      },
    );
    const finished = this.settle(run, result);
    const forget = () => void this.unfinished.delete(finished);
    this.unfinished.add(finished);
    finished.then(forget, forget);
    return { run, finished };
  }

  private jobOf(run: RunRecord): Job {
    const checkpoint = this.store.loadCheckpoint(run.id);
    const last = this.store.attemptsOf(run.id).at(-1)?.provenance;
    const resume = checkpoint && last ? { checkpoint, expected: runFactsSchema.strip().parse(last) } : {};
    if (run.kind === 'adapt') return { kind: 'adapt', config: run.config, ...resume };
    const config = pretrainConfigSchema.parse(run.config);
    return { kind: 'pretrain', config, output: this.mggFile(run.id), ...resume };
  }

  private async settle(run: RunRecord, result: Promise<JobResult | 'withdrawn'>): Promise<RunRecord> {
    const ending = () => (this.cancelled.has(run.id) ? 'cancelled' : 'interrupted');
    try {
      concludeRun(this.store, run.id, await result, ending);
    } catch (error) {
      if (this.killed && toLabError(error).code === 'job-crashed') this.store.setStatus(run.id, ending());
      else {
        this.noteFailure(run, error);
        throw toLabError(error);
      }
    } finally {
      this.cancelled.delete(run.id);
    }
    const ended = this.store.getRun(run.id);
    this.emit('run', ended);
    return ended;
  }

  private noteFailure(run: RunRecord, error: unknown): void {
    try {
      this.store.failRun(run.id, toErrorMessage(error));
      this.emit('run', this.store.getRun(run.id));
    } catch {
      // A full disk: the cause is reported, and the next start finds the run interrupted.
    }
  }
}
