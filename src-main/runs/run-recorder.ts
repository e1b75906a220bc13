import { recordBytes } from '../../src-shared/metrics/image-records.ts';
import { withQuality } from '../../src-shared/metrics/quality.ts';
import type { RunProgress } from '../../src-shared/api/runs.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import type { Provenance } from '../../src-shared/provenance.ts';
import type { JobEvent } from '../jobs/messages.ts';
import type { CurveShift } from '../store/curve-columns.ts';
import type { Store } from '../store/store.ts';
import type { RunFeed } from './run-feed.ts';
import type { HostFacts } from '../platform/host.ts';
import { computesOnCpu, placeLabel, placeText, type PlaceName } from '../../src-shared/devices.ts';
import { ProgressTracker, type EarlierStreams, type ShiftCounts } from './progress.ts';

type BatchEvent = Extract<JobEvent, { readonly type: 'batch' }>;

/**
 * Takes what a job reports: writes it into the store as it comes, then publishes it to windows. Only the lab's process does
 * this. Everything is stored before it is published.
 */
export class RunRecorder {
  /** Of batches since the last checkpoint. */
  private pendingImages: Pick<BatchEvent, 'images' | 'weights'>[] = [];
  private shifts = new Map<number, CurveShift>();
  private readonly store: Store;
  private readonly runId: string;
  private readonly host: HostFacts;
  private readonly feed: RunFeed;
  private readonly tracker: ProgressTracker;
  private place: PlaceName | undefined;

  constructor(store: Store, run: { readonly id: string; readonly name: string }, host: HostFacts, feed: RunFeed) {
    this.store = store;
    this.runId = run.id;
    this.host = host;
    this.feed = feed;
    this.tracker = new ProgressTracker(run, () => this.earlier());
  }

  get progress(): RunProgress {
    return this.tracker.current;
  }

  /** Notes where it is computed. @param isOneOfMany whether there are several places */
  at(place: PlaceName, isOneOfMany: boolean): void {
    this.place = place;
    this.tracker.place = isOneOfMany ? placeLabel(place) : undefined;
  }

  record(event: JobEvent): void {
    this.write(event);
    if (this.tracker.follow(event)) this.feed.progress(this.tracker.current);
  }

  private write(event: JobEvent): void {
    const { store, runId, feed } = this;
    switch (event.type) {
      case 'stage':
      case 'provisioning':
        return;
      case 'prepared': {
        const provenance: Provenance = { ...this.host, ...event.facts, ...this.placeOf(event.facts.engine) };
        store.startRun(runId, provenance);
        store.rewindToCheckpoint(runId);
        this.pendingImages = [];
        this.shifts = new Map(store.shiftsOf(runId).map((shift) => [shift.position, shift]));
        feed.run(store.getRun(runId));
        return feed.rewound();
      }
      case 'shift-started':
        this.shifts.set(event.shift.position, event.shift);
        return store.startShift(runId, event.shift);
      case 'batch':
        store.appendBatches(runId, event.position, [event.batch]);
        if (event.gradients) store.putGradients(runId, event.gradients);
        if (event.images) this.pendingImages.push(event);
        return feed.batch(this.shifts.get(event.position)!, event.batch);
      case 'shift-finished':
        this.flushImages(event.position);
        return store.finishShift(
          runId,
          event.position,
          withQuality(event.summary, store.imagesOf(runId, event.position)),
        );
      case 'checkpoint':
        this.flushImages(event.checkpoint.position);
        return store.saveCheckpoint(runId, event.checkpoint);
      case 'skipped':
        return store.recordSkipped(runId, event.images);
      case 'step':
        store.appendSteps(runId, [event.step]);
        return feed.step(event.step);
      case 'epoch':
        store.recordEpoch(runId, event.epoch);
        feed.epoch(event.epoch);
        return feed.run(store.getRun(runId));
      case 'paused':
      case 'resumed':
        store.setStatus(runId, event.type === 'paused' ? 'paused' : 'running');
        return feed.run(store.getRun(runId));
      case 'log':
        return feed.log(store.log(runId, event.level, event.text));
    }
  }

  /** Where it computes, for its record; nothing where an engine stands in for that of the place. */
  private placeOf(engine: string): Pick<Provenance, 'place'> {
    const { place } = this;
    const isThere = place !== undefined && place.device.name !== '';
    return isThere && (place.device.kind === 'cpu' || !computesOnCpu(engine)) ? { place: placeText(place) } : {};
  }

  /** Batches after a checkpoint are recomputed on resume: records of images wait for the next checkpoint. */
  private flushImages(position: number): void {
    if (this.pendingImages.length === 0) return;
    const records = Buffer.concat(this.pendingImages.flatMap(({ images }) => images ?? []));
    // Images of a batch that wasn't adapted to have no share.
    const weights = new Float32Array(records.length / recordBytes);
    let at = 0;
    for (const one of this.pendingImages) {
      if (one.weights) weights.set(one.weights, at);
      at += (one.images?.length ?? 0) / recordBytes;
    }
    const isWeighed = this.pendingImages.some((one) => one.weights !== undefined);
    this.store.appendImages(this.runId, position, records, isWeighed ? weights : undefined);
    this.pendingImages = [];
  }

  /** Streams that earlier attempts have left, after the rewind. */
  private earlier(): EarlierStreams {
    const shifts = this.store.shiftsOf(this.runId);
    const begun = shifts.find(({ status }) => status === 'running');
    return {
      finished: shifts.flatMap(({ summary }) => summary ?? []),
      underWay: begun && this.counted(begun),
    };
  }

  private counted(shift: CurveShift): ShiftCounts {
    const batches = this.store.batchesOf(this.runId, shift.position);
    const sum = (key: 'size' | 'correct1' | 'correct5' | 'computeSeconds') =>
      batches.reduce((total, batch) => total + batch[key], 0);
    return {
      name: shiftName(shift),
      images: sum('size'),
      correct1: sum('correct1'),
      correct5: sum('correct5'),
      computeSeconds: sum('computeSeconds'),
      ece: null,
    };
  }
}
