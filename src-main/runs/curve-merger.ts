import type { RunCurve, ShiftCurve } from '../../src-shared/api/runs.ts';
import type { BatchRecord, StepRecord } from '../../src-shared/records.ts';
import { addBatch, emptyShiftCurve, type CurveShift } from '../store/curve-columns.ts';

/** Collects batches and steps of a run, to be told of together. */
export class CurveMerger {
  private shifts = new Map<number, ShiftCurve>();
  private steps: StepRecord[] = [];
  private readonly runId: string;

  constructor(runId: string) {
    this.runId = runId;
  }

  addBatch(shift: CurveShift, batch: BatchRecord): void {
    const known = this.shifts.get(shift.position);
    const curve = known ?? emptyShiftCurve(shift, batch.index);
    if (!known) this.shifts.set(shift.position, curve);
    addBatch(curve, batch);
  }

  addStep(step: StepRecord): void {
    this.steps.push(step);
  }

  /** What was collected since the last time; undefined if nothing was. */
  take(): RunCurve | undefined {
    const { runId, shifts, steps } = this;
    if (shifts.size === 0 && steps.length === 0) return undefined;
    this.shifts = new Map();
    this.steps = [];
    return {
      runId,
      shifts: [...shifts.values()],
      firstStep: steps[0]?.step ?? 0,
      losses: steps.map(({ loss }) => (loss !== null && Number.isFinite(loss) ? loss : null)),
    };
  }
}
