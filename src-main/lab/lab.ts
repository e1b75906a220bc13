import { EventEmitter } from 'node:events';
import path from 'node:path';
import { LabError, toErrorMessage, toLabError } from '../../src-shared/errors.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import { pretrainConfigSchema, type PretrainConfigInput } from '../../src-shared/pretrain-config.ts';
import { ComputeClient } from '../jobs/compute-client.ts';
import type { EngineReport, Job, JobResult } from '../jobs/messages.ts';
import type { RunRecord } from '../store/records.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { RunContents, RunFilter, Store } from '../store/store.ts';
import { configure, optionError } from './configure.ts';
import { dataFolder, ensureFolder } from './data-folder.ts';
import { hostFacts } from './host.ts';
import type { RunProgress } from './progress.ts';
import { RunQueue } from './run-queue.ts';
import { RunRecorder } from './run-recorder.ts';
import { summarise } from './summarise.ts';

/** What the lab tells its shells while runs are under way. */
export interface LabEvents {
  /** A run was created or changed its status. */
  run: [RunRecord];
  progress: [RunProgress];
}

export interface LabOptions {
  /** Folder of database, checkpoints and exports; see `dataFolder` for the default. */
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
  private readonly store: Store;
  private readonly client: ComputeClient;
  private readonly queue: RunQueue;
  private readonly cancelled = new Set<string>();

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
    return new Lab(folder, store, compute ?? new ComputeClient());
  }

  /**
   * Queues an adaptation run.
   * @throws LabError `bad-option` for settings that are not valid; what only the data can tell makes the run fail.
   */
  async startRun(input: RunConfigInput, labels: RunLabels = {}): Promise<QueuedRun> {
    const { config, method } = await configure(input);
    const run = this.store.createRun({
      kind: 'adapt',
      config,
      method: method.id,
      ...labels,
      name: labels.name ?? method.name,
    });
    return this.enqueue(run);
  }

  /** Queues the pre-training of a meta gradient generator. @throws LabError `bad-option` */
  startPretraining(input: PretrainConfigInput, labels: RunLabels = {}): QueuedRun {
    const parsed = pretrainConfigSchema.safeParse(input);
    if (!parsed.success) throw optionError('Pre-training', parsed.error, Object.keys(pretrainConfigSchema.shape));
    const name = labels.name ?? 'MGG pre-training';
    return this.enqueue(
      this.store.createRun({ kind: 'pretrain', config: parsed.data, method: 'mgg', ...labels, name }),
    );
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

  /** Stops all runs after the batch under way; they end as interrupted. */
  stopAll(): void {
    this.queue.stopAll();
  }

  /** Stops at once: ends the compute process. What was stored up to here is kept. */
  killCompute(): void {
    this.queue.stopAll();
    this.client.kill();
  }

  listRuns(filter: RunFilter = {}): RunRecord[] {
    return this.store.listRuns(filter);
  }

  showRun(id: string): RunContents {
    return this.store.readContents(id);
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
    return { run, finished: this.settle(run, result) };
  }

  private jobOf(run: RunRecord): Job {
    const checkpoint = this.store.loadCheckpoint(run.id);
    const last = this.store.attemptsOf(run.id).at(-1)?.provenance;
    const expected = checkpoint && last && factsOf(last);
    const resume = checkpoint ? { checkpoint: copyOf(checkpoint), ...(expected ? { expected } : {}) } : {};
    return run.kind === 'adapt'
      ? { kind: 'adapt', config: run.config, ...resume }
      : { kind: 'pretrain', config: pretrainConfigSchema.parse(run.config), ...resume };
  }

  private async settle(run: RunRecord, result: Promise<JobResult | 'withdrawn'>): Promise<RunRecord> {
    try {
      this.conclude(run, await result);
    } catch (error) {
      this.noteFailure(run, error);
      throw toLabError(error);
    } finally {
      this.cancelled.delete(run.id);
    }
    const ended = this.store.getRun(run.id);
    this.emit('run', ended);
    return ended;
  }

  private conclude(run: RunRecord, result: JobResult | 'withdrawn'): void {
    const ended = this.cancelled.has(run.id) ? 'cancelled' : 'interrupted';
    if (result === 'withdrawn') this.store.setStatus(run.id, ended);
    else if (result.kind === 'pretrain' && result.summary) this.store.finishRun(run.id, result.summary);
    else if (result.kind === 'adapt' && !result.stopped) {
      this.store.finishRun(run.id, summarise(this.store.shiftsOf(run.id), result));
    } else this.store.setStatus(run.id, ended);
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
