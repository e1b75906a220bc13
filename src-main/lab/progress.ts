import type { RunProgress } from '../../src-shared/api/runs.ts';
import type { JobEvent } from '../jobs/messages.ts';

/** Estimates the time left, from the second thing done in this attempt on: the first one pays for compilation. */
export class Pace {
  private first: { readonly at: number; readonly done: number } | undefined;
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Notes that `done` of `total` are done now; null while there is nothing to go by. */
  secondsLeft(done: number, total: number): number | null {
    this.first ??= { at: this.now(), done };
    const { at, done: before } = this.first;
    return done > before ? ((this.now() - at) / 1000 / (done - before)) * (total - done) : null;
  }
}

/** How far a stream is. */
export interface ShiftCounts {
  /** e.g. `gaussian_noise/5`. */
  readonly name: string;
  readonly images: number;
  readonly correct: number;
}

export function shiftName({
  corruption,
  severity,
}: {
  readonly corruption: string;
  readonly severity: number;
}): string {
  return severity === 0 ? corruption : `${corruption}/${severity}`;
}

/** Follows the events of a job and knows how far its run is. */
export class ProgressTracker {
  private stage: string | null = null;
  private done = 0;
  private total = 0;
  private shift: ShiftCounts | undefined;
  private secondsLeft: number | null = null;
  private readonly pace = new Pace();
  private readonly run: { readonly id: string; readonly name: string };
  private readonly shiftUnderWay: () => ShiftCounts | undefined;

  /** @param shiftUnderWay reads how far the stream is that an earlier attempt began */
  constructor(run: { readonly id: string; readonly name: string }, shiftUnderWay: () => ShiftCounts | undefined) {
    this.run = run;
    this.shiftUnderWay = shiftUnderWay;
  }

  /** @returns whether the progress is another one now */
  follow(event: JobEvent): boolean {
    switch (event.type) {
      case 'stage':
        this.stage = event.text;
        return true;
      case 'prepared':
        this.stage = null;
        this.done = event.done;
        this.total = event.total;
        this.shift = this.shiftUnderWay();
        return true;
      case 'shift-started':
        this.shift = { name: shiftName(event.shift), images: 0, correct: 0 };
        return true;
      case 'batch': {
        const { name, images, correct } = this.shift ?? { name: '', images: 0, correct: 0 };
        this.shift = { name, images: images + event.batch.size, correct: correct + event.batch.correct1 };
        this.advance();
        return true;
      }
      case 'step':
        this.advance();
        return true;
      default:
        return false;
    }
  }

  get current(): RunProgress {
    const { run, stage, done, total, shift, secondsLeft } = this;
    return {
      runId: run.id,
      name: run.name,
      stage,
      done,
      total,
      shift: shift?.name ?? null,
      accuracy: shift && shift.images > 0 ? shift.correct / shift.images : null,
      secondsLeft,
    };
  }

  private advance(): void {
    this.done += 1;
    this.secondsLeft = this.pace.secondsLeft(this.done, this.total);
  }
}
