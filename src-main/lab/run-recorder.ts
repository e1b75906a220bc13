import type { JobEvent } from '../jobs/messages.ts';
import type { Provenance } from '../../src-shared/records.ts';
import type { NewShift, Store } from '../store/store.ts';
import type { HostFacts } from './host.ts';
import { Pace, type RunProgress } from './progress.ts';

interface ShiftCounts {
  readonly name: string;
  readonly images: number;
  readonly correct: number;
}

function nameOf({ corruption, severity }: Pick<NewShift, 'corruption' | 'severity'>): string {
  return severity === 0 ? corruption : `${corruption}/${severity}`;
}

/** Writes what a job reports into the store as it comes, and follows its progress. Only the lab's process does this. */
export class RunRecorder {
  private stage: string | null = null;
  private done = 0;
  private total = 0;
  private shift: ShiftCounts | undefined;
  /** Whether anything was done in this attempt. */
  private worked = false;
  private readonly pace = new Pace();
  private readonly store: Store;
  private readonly runId: string;
  private readonly name: string;
  private readonly host: HostFacts;
  private readonly onProgress: (progress: RunProgress) => void;

  constructor(
    store: Store,
    run: { readonly id: string; readonly name: string },
    host: HostFacts,
    onProgress: (progress: RunProgress) => void,
  ) {
    this.store = store;
    this.runId = run.id;
    this.name = run.name;
    this.host = host;
    this.onProgress = onProgress;
  }

  record(event: JobEvent): void {
    this.write(event);
    this.follow(event);
  }

  private write(event: JobEvent): void {
    const { store, runId } = this;
    switch (event.type) {
      case 'prepared': {
        const provenance: Provenance = { ...this.host, ...event.facts };
        store.startRun(runId, provenance);
        store.rewindToCheckpoint(runId);
        return;
      }
      case 'shift-started':
        return store.startShift(runId, event.shift);
      case 'batch':
        return store.appendBatches(runId, event.position, [event.batch]);
      case 'shift-finished':
        return store.finishShift(runId, event.position, event.summary);
      case 'checkpoint':
        return store.saveCheckpoint(runId, event.checkpoint);
      case 'skipped':
        return store.recordSkipped(runId, event.images);
      case 'step':
        return store.appendSteps(runId, [event.step]);
      case 'epoch':
        return store.recordEpoch(runId, event.epoch);
      case 'paused':
        return store.setStatus(runId, 'paused');
      case 'resumed':
        return store.setStatus(runId, 'running');
      case 'log':
        return store.log(runId, event.level, event.text);
      case 'stage':
        return;
    }
  }

  private follow(event: JobEvent): void {
    switch (event.type) {
      case 'stage':
        this.stage = event.text;
        break;
      case 'prepared':
        this.stage = null;
        this.done = event.done;
        this.total = event.total;
        this.shift = this.shiftUnderWay();
        break;
      case 'shift-started':
        this.shift = { name: nameOf(event.shift), images: 0, correct: 0 };
        break;
      case 'batch': {
        this.done += 1;
        this.worked = true;
        const { name, images, correct } = this.shift ?? { name: '', images: 0, correct: 0 };
        this.shift = { name, images: images + event.batch.size, correct: correct + event.batch.correct1 };
        break;
      }
      case 'step':
        this.done += 1;
        this.worked = true;
        break;
      default:
        return;
    }
    this.onProgress(this.progress());
  }

  /** Counts of a shift that an earlier attempt began. */
  private shiftUnderWay(): ShiftCounts | undefined {
    const shift = this.store.shiftsOf(this.runId).find(({ status }) => status === 'running');
    if (!shift) return undefined;
    const batches = this.store.batchesOf(this.runId, shift.position);
    const sum = (key: 'size' | 'correct1') => batches.reduce((total, batch) => total + batch[key], 0);
    return { name: nameOf(shift), images: sum('size'), correct: sum('correct1') };
  }

  private progress(): RunProgress {
    const { shift } = this;
    return {
      runId: this.runId,
      name: this.name,
      stage: this.stage,
      done: this.done,
      total: this.total,
      shift: shift?.name ?? null,
      accuracy: shift && shift.images > 0 ? shift.correct / shift.images : null,
      secondsLeft: this.worked ? this.pace.secondsLeft(this.done, this.total) : null,
    };
  }
}
