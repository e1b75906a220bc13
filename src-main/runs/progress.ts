import type { RunProgress } from '../../src-shared/api/runs.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import { figuresOverStreams, streamSoFar, type StreamFigures } from '../../src-shared/run-figures.ts';
import type { JobEvent } from '../jobs/messages.ts';

/**
 * Estimates the time left, from the second thing done in this attempt on: the first one pays for compilation. Pauses
 * don't count.
 */
export class Pace {
  private first: { readonly at: number; readonly done: number } | undefined;
  private pausedAt: number | undefined;
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

  pause(): void {
    this.pausedAt ??= this.now();
  }

  resume(): void {
    if (this.first && this.pausedAt !== undefined) {
      this.first = { ...this.first, at: this.first.at + this.now() - this.pausedAt };
    }
    this.pausedAt = undefined;
  }
}

/** How far a stream is. */
export interface ShiftCounts {
  /** e.g. `gaussian_noise/5`. */
  readonly name: string;
  readonly images: number;
  readonly correct1: number;
  readonly correct5: number;
  readonly computeSeconds: number;
  /** Null until the stream is done. */
  readonly ece: number | null;
}

/** Streams that earlier attempts have left of a run. */
export interface EarlierStreams {
  readonly finished: readonly StreamFigures[];
  /** The stream that was begun. */
  readonly underWay: ShiftCounts | undefined;
}

const nothingCounted = { images: 0, correct1: 0, correct5: 0, computeSeconds: 0, ece: null };

/** Follows the events of a job and knows how far its run is. */
export class ProgressTracker {
  /** Where it is computed, where that is one of several places. */
  place: string | undefined;
  private stage: string | null = null;
  private done = 0;
  private total = 0;
  private shift: ShiftCounts | undefined;
  private secondsLeft: number | null = null;
  private readonly pace = new Pace();
  private readonly run: { readonly id: string; readonly name: string };
  private finished: readonly StreamFigures[] = [];
  private readonly earlier: () => EarlierStreams;

  /** @param earlier reads what earlier attempts have left, once it is known from where the run goes on */
  constructor(run: { readonly id: string; readonly name: string }, earlier: () => EarlierStreams) {
    this.run = run;
    this.earlier = earlier;
  }

  /** @returns whether the progress is another one now */
  follow(event: JobEvent): boolean {
    switch (event.type) {
      case 'stage':
        this.stage = event.text;
        return true;
      case 'prepared': {
        this.stage = null;
        this.done = event.done;
        this.total = event.total;
        const { finished, underWay } = this.earlier();
        this.finished = finished;
        this.shift = underWay;
        return true;
      }
      case 'shift-started':
        this.finished = this.streams();
        this.shift = { name: shiftName(event.shift), ...nothingCounted };
        return true;
      case 'batch': {
        const known = this.shift ?? { name: '', ...nothingCounted };
        const { images, correct1, correct5, computeSeconds } = known;
        this.shift = {
          ...known,
          images: images + event.batch.size,
          correct1: correct1 + event.batch.correct1,
          correct5: correct5 + event.batch.correct5,
          computeSeconds: computeSeconds + event.batch.computeSeconds,
        };
        this.advance();
        return true;
      }
      case 'shift-finished':
        this.stage = null;
        if (this.shift) this.shift = { ...this.shift, ece: event.summary.ece };
        return true;
      case 'paused':
        this.pace.pause();
        return false;
      case 'resumed':
        this.pace.resume();
        return false;
      case 'step':
        this.advance();
        return true;
      default:
        return false;
    }
  }

  get current(): RunProgress {
    const { run, place, stage, done, total, shift, secondsLeft } = this;
    const soFar = figuresOverStreams(this.streams());
    return {
      runId: run.id,
      name: run.name,
      ...(place === undefined ? {} : { place }),
      stage,
      done,
      total,
      shift: shift?.name ?? null,
      shiftAccuracy: shift ? streamSoFar(shift).top1 : null,
      ...(soFar.images > 0 ? { soFar } : {}),
      secondsLeft,
    };
  }

  private streams(): StreamFigures[] {
    const { finished, shift } = this;
    return [...finished, ...(shift ? [{ ...streamSoFar(shift), ece: shift.ece }] : [])];
  }

  private advance(): void {
    this.done += 1;
    this.secondsLeft = this.pace.secondsLeft(this.done, this.total);
  }
}
