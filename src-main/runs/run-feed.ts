import type { RunCurve, RunProgress } from '../../src-shared/api/runs.ts';
import type { BatchRecord, EpochRecord, LogEntry, RunRecord, StepRecord } from '../../src-shared/records.ts';
import { addBatch, addStep, emptyCurve, type CurveShift } from '../store/curve-columns.ts';
import type { EventHub } from '../platform/event-hub.ts';
import { Throttle } from './throttle.ts';

/** Progress and curve rows each come at most five times a second: ten messages together. */
const intervalMs = 200;

/** Publishes events of one run. Measurements at a high rate are merged; the order of events is kept. */
export class RunFeed {
  private latest: RunProgress | undefined;
  /** Rows that windows do not have yet. */
  private rows: RunCurve;
  private readonly throttle: Throttle;
  private readonly runId: string;
  private readonly hub: EventHub;

  constructor(runId: string, hub: EventHub) {
    this.runId = runId;
    this.hub = hub;
    this.rows = emptyCurve(runId);
    this.throttle = new Throttle(() => this.publish(), intervalMs);
  }

  progress(progress: RunProgress): void {
    this.latest = progress;
    this.throttle.request();
  }

  batch(shift: CurveShift, batch: BatchRecord): void {
    addBatch(this.rows, shift, batch);
    this.throttle.request();
  }

  step(step: StepRecord): void {
    addStep(this.rows, step);
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

  private publish(): void {
    const { latest, rows } = this;
    this.latest = undefined;
    if (rows.shifts.length + rows.losses.length > 0) {
      this.rows = emptyCurve(this.runId);
      this.hub.publish('curve', rows);
    }
    if (latest) this.hub.publish('progress', latest);
  }
}
