import type { RunProgress } from '../../src-shared/api/runs.ts';
import type { BatchRecord, EpochRecord, LogEntry, RunRecord, StepRecord } from '../../src-shared/records.ts';
import type { CurveShift } from '../store/curve-columns.ts';
import { CurveMerger } from './curve-merger.ts';
import type { EventHub } from '../platform/event-hub.ts';
import { Throttle } from './throttle.ts';

/** Progress and curve rows each come at most five times a second: ten messages together. */
const intervalMs = 200;

/** Tells windows of one run. What is measured at a high rate is merged; everything else comes after what it follows. */
export class RunFeed {
  private latest: RunProgress | undefined;
  private readonly curve: CurveMerger;
  private readonly throttle: Throttle;
  private readonly runId: string;
  private readonly hub: EventHub;

  constructor(runId: string, hub: EventHub) {
    this.runId = runId;
    this.hub = hub;
    this.curve = new CurveMerger(runId);
    this.throttle = new Throttle(() => this.tell(), intervalMs);
  }

  progress(progress: RunProgress): void {
    this.latest = progress;
    this.throttle.request();
  }

  batch(shift: CurveShift, batch: BatchRecord): void {
    this.curve.addBatch(shift, batch);
    this.throttle.request();
  }

  step(step: StepRecord): void {
    this.curve.addStep(step);
    this.throttle.request();
  }

  run(run: RunRecord): void {
    this.throttle.flush();
    this.hub.publish('run', run);
  }

  /** Rows that were measured but are not counted by the checkpoint are void. */
  rewound(): void {
    this.throttle.flush();
    this.hub.publish('rewound', { runId: this.runId });
  }

  epoch(epoch: EpochRecord): void {
    this.throttle.flush();
    this.hub.publish('epoch', { runId: this.runId, epoch });
  }

  log(entry: LogEntry): void {
    this.hub.publish('log', { runId: this.runId, entry });
  }

  private tell(): void {
    const { latest } = this;
    this.latest = undefined;
    const rows = this.curve.take();
    if (rows) this.hub.publish('curve', rows);
    if (latest) this.hub.publish('progress', latest);
  }
}
