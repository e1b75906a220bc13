import { LabError } from '../../src-shared/errors.ts';
import type { CleanAccuracy } from '../../src-shared/metrics/forgetting.ts';
import type { Unlabelled } from '../../src-shared/metrics/unlabelled.ts';
import { packRecords } from '../../src-shared/metrics/image-records.ts';
import type { RunConfig, Shift } from '../../src-shared/run-config.ts';
import { shiftsMet } from '../../src-shared/runs/streams.ts';
import type { ImageStream } from '../data/stream.ts';
import type { Engine } from '../engines/engine.ts';
import { readAll, releaseAll } from '../engines/resident.ts';
import { normalisesByBatch, type BoundMethod, type LiveState, type Method } from '../methods/method.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import { adapt, stateBefore, type BatchOutcome, type Regularly, type Reset, type StreamPosition } from './adapt.ts';
import { smallestBatch } from './checks.ts';
import { WorkClock, type RunControl } from './control.ts';
import { CleanCheck } from './clean-check.ts';
import { imageRecords, keepsImageRecords } from './image-records.ts';
import { MethodRunner } from './method-runner.ts';
import { summariseShift } from './metrics-summary.ts';
import { GradientRecorder } from './gradients/gradient-recorder.ts';
import { batchesBefore, type OpenStream } from './open-stream.ts';
import { measureUnlabelled } from './unlabelled-check.ts';
import { addBatch, emptyMetrics, type StreamMetrics } from './metrics.ts';
import type { RunEvent } from './run-event.ts';
import { known, progressSchema } from './run-progress.ts';

/** Everything a run needs, opened and ready. */
export interface RunParts {
  readonly engine: Engine;
  readonly method: Method;
  readonly bound: BoundMethod;
  readonly model: SourceModel;
  readonly streams: readonly OpenStream[];
  /** C, forward passes that a step takes as long as, where it was measured. */
  readonly stepCost?: number | undefined;
  /** Clean images that are predicted after each stream; left out where that is not wanted. */
  readonly clean?: ImageStream;
}

export interface RunEnd {
  /** True when it ended early because it was asked to. */
  readonly stopped: boolean;
  /** Wall-clock seconds of all attempts, without pauses. */
  readonly totalSeconds: number;
}

/** One run over its streams, with what changes while it goes on. */
class Run {
  private position = 0;
  private at: StreamPosition;
  private metrics: StreamMetrics = emptyMetrics();
  /** In batches of the shift under way that an earlier attempt has done. */
  private skippedBefore = 0;
  private stopped = false;
  /** Notices of streams that are in the log already. */
  private readonly logged = new Set<string>();
  private readonly secondsBefore: number;
  private readonly clock = new WorkClock();
  private readonly config: RunConfig;
  private readonly parts: RunParts;
  private readonly runner: MethodRunner;
  private readonly clean: CleanCheck | undefined;
  private readonly gradients: GradientRecorder | undefined;
  private readonly emit: (event: RunEvent) => void;
  private readonly keepsImages: boolean;
  private readonly shifts: readonly Shift[];

  constructor(config: RunConfig, parts: RunParts, emit: (event: RunEvent) => void, checkpoint?: Checkpoint) {
    this.config = config;
    this.parts = parts;
    this.emit = emit;
    this.shifts = shiftsMet(config);
    this.keepsImages = keepsImageRecords(config, parts.streams);
    this.runner = new MethodRunner(parts.engine, parts.method.name, parts.bound, parts.model);
    const { engine, model, clean, method } = parts;
    const { runner } = this;
    const { seed, classMask } = config;
    if (config.gradientRecords !== null) {
      const smallest = smallestBatch(method);
      this.gradients = new GradientRecorder({
        ...parts,
        options: config.options,
        smallestBatch: smallest,
        seed,
        classMask,
      });
    }
    this.clean = clean && new CleanCheck({ engine, model, runner, stream: clean, seed, classMask });
    this.at = this.streamStart(parts.bound.init());
    this.secondsBefore = 0;
    if (!checkpoint) return;
    const progress = progressSchema.safeParse(checkpoint.progress);
    if (!progress.success) {
      throw new LabError('bad-checkpoint', 'The checkpoint of this run was written by another version of the lab.');
    }
    this.position = checkpoint.position;
    this.metrics = progress.data.metrics;
    this.skippedBefore = progress.data.skipped;
    this.secondsBefore = progress.data.totalSeconds;
    this.at = {
      nextBatch: checkpoint.next,
      adaptedBatches: progress.data.metrics.adaptedBatches,
      adaptSeconds: progress.data.adaptSeconds,
      state: known(checkpoint.state, parts.bound.init()),
      ...(progress.data.held ? { held: progress.data.held } : {}),
    };
  }

  async toEnd(control: RunControl): Promise<RunEnd> {
    const timed = this.clock.around(control);
    try {
      while (this.position < this.parts.streams.length && !this.stopped) {
        await this.shiftToEnd(this.parts.streams[this.position]!, timed);
      }
      return { stopped: this.stopped, totalSeconds: this.totalSeconds() };
    } finally {
      await this.clean?.dispose();
      await this.gradients?.dispose();
      await this.runner.dispose();
    }
  }

  private streamStart(state: LiveState): StreamPosition {
    return { nextBatch: 0, adaptedBatches: 0, adaptSeconds: 0, state };
  }

  private totalSeconds(): number {
    return this.secondsBefore + this.clock.seconds;
  }

  private async checkpoint(): Promise<void> {
    const { position, at, metrics } = this;
    const progress = {
      metrics,
      adaptSeconds: at.adaptSeconds,
      skipped: this.skipped(),
      totalSeconds: this.totalSeconds(),
      ...(at.held ? { held: [...at.held] } : {}),
    };
    const state = await readAll(at.state);
    this.emit({ type: 'checkpoint', checkpoint: { position, next: at.nextBatch, state, progress } });
  }

  private skipped(): number {
    return this.skippedBefore + (this.parts.streams[this.position]?.stream.skipped.length ?? 0);
  }

  /** Counted over all streams where these are one sequence. */
  private regularly(every: number): Regularly {
    const { policy } = this.config;
    return { every, before: policy === 'reset' ? 0 : batchesBefore(this.parts.streams, this.position) };
  }

  private reset(): Reset | undefined {
    const resetEvery = this.config.resetEvery ?? this.parts.method.resetEvery ?? null;
    return resetEvery === null ? undefined : { ...this.regularly(resetEvery), state: this.parts.bound.init() };
  }

  /** C: a stream that waits for the method lets it adapt to every batch. */
  private stepCost(): number {
    const { speed, stepCost } = this.config;
    return { waiting: 1, given: stepCost, measured: this.parts.stepCost ?? 1 }[speed];
  }

  private async enterNextShift(): Promise<void> {
    const { streams, bound } = this.parts;
    const { state: left } = this.at;
    const carried = stateBefore(streams[this.position]!.stream.batchCount - 1, this.at, this.reset());
    this.position += 1;
    this.metrics = emptyMetrics();
    this.skippedBefore = 0;
    this.at = this.streamStart(this.config.policy === 'reset' ? bound.init() : carried);
    releaseAll(left, this.at.state);
    await this.checkpoint();
  }

  private async shiftToEnd({ shift, stream }: OpenStream, control: RunControl): Promise<void> {
    const { position } = this;
    if (this.at.nextBatch === 0) {
      const { imageCount, batchCount, fingerprint } = stream;
      this.emit({ type: 'shift-started', shift: { position, ...shift, imageCount, batchCount, fingerprint } });
    }
    this.logNotices(stream.notices);
    try {
      for await (const outcome of this.outcomes(stream, control)) await this.take(outcome, stream);
    } catch (error) {
      await this.checkpoint();
      throw error;
    } finally {
      if (stream.skipped.length > 0) this.emit({ type: 'skipped', images: [...stream.skipped] });
      this.logNotices(stream.notices);
    }
    const clean = this.stopped ? undefined : await this.predictClean(stream, control);
    const unlabelled = this.stopped ? undefined : await this.predictAgain(stream, control);
    if (this.stopped) {
      await this.checkpoint();
      return;
    }
    const summary = {
      ...summariseShift(this.metrics, this.skipped()),
      ...(clean && { clean }),
      ...(unlabelled && { unlabelled }),
    };
    if (summary.images === 0) {
      this.logNotices([`No image of ${stream.name} could be read: it has no accuracy and no share in the averages.`]);
    }
    this.emit({ type: 'shift-finished', position, summary });
    await this.enterNextShift();
  }

  /** Begins anew where it was stopped. */
  private async predictClean({ name }: ImageStream, control: RunControl): Promise<CleanAccuracy | undefined> {
    if (!this.clean) return undefined;
    this.emit({ type: 'stage', text: `Predicting clean images after ${name}` });
    return this.clean.measure(this.at.state, this.noticing(control));
  }

  /** Begins anew where it was stopped. */
  private async predictAgain(stream: ImageStream, control: RunControl): Promise<Unlabelled | undefined> {
    const { unlabelledImages: images } = this.config;
    if (images === null) return undefined;
    this.emit({ type: 'stage', text: `Predicting images of ${stream.name} again` });
    const { runner } = this;
    const { imageSize } = this.parts.model;
    return measureUnlabelled({ runner, stream, images, imageSize, control: this.noticing(control) }, this.at.state);
  }

  /** Remembers when the run is to stop. */
  private noticing(control: RunControl): RunControl {
    return {
      mayContinue: async () => {
        this.stopped = !(await control.mayContinue());
        return !this.stopped;
      },
    };
  }

  private logNotices(notices: readonly string[]): void {
    for (const text of notices.filter((notice) => !this.logged.has(notice))) {
      this.logged.add(text);
      this.emit({ type: 'log', level: 'warning', text });
    }
  }

  private outcomes(stream: ImageStream, control: RunControl): AsyncIterable<BatchOutcome> {
    const { budgetBatches, budgetSeconds, seed, classMask, onNonFinite, window } = this.config;
    const { method, model } = this.parts;
    const reset = this.reset();
    return adapt({
      runner: this.runner,
      stream,
      budget: { batches: budgetBatches, seconds: budgetSeconds },
      start: this.at,
      frozen: method.frozen,
      smallestBatch: smallestBatch(method),
      seed,
      classMask,
      onNonFinite,
      ...(reset && { reset }),
      turns: this.regularly(Math.ceil(this.stepCost())),
      window,
      transductive: method.transductive ?? normalisesByBatch(method, model),
      gradients: this.gradients && { recorder: this.gradients, every: this.config.gradientRecords ?? 1 },
      control: this.noticing(control),
    });
  }

  private async take(outcome: BatchOutcome, stream: ImageStream): Promise<void> {
    const { batch, predictions, passes, weights, leftOut, gradients, position } = outcome;
    this.metrics = addBatch(this.metrics, { ...batch, passes }, predictions);
    this.at = position;
    const kept = this.keepsImages && {
      images: packRecords(imageRecords(outcome, this.config, this.shifts)),
      ...(weights && { weights: weights.slice() }),
    };
    const record = gradients ? { gradients: { position: this.position, ...gradients } } : {};
    this.emit({ type: 'batch', position: this.position, batch, ...kept, ...record });
    if (leftOut !== undefined) this.emit({ type: 'log', level: 'warning', text: leftOut });
    const done = batch.index + 1;
    if (done % this.config.checkpointEvery === 0 && done !== stream.batchCount) await this.checkpoint();
  }
}

/**
 * Runs a method over all streams of a configuration, from the beginning or from a checkpoint. Checkpoints are emitted
 * every `checkpointEvery` batches, between two streams, when stopped and when a batch fails; going on from any of them
 * gives the numbers of an uninterrupted run. Rows are emitted before the checkpoint that counts them.
 * @throws LabError `numerical`, `engine-failed`, `bad-input`; the position before the failing batch was emitted
 */
export function run(
  config: RunConfig,
  parts: RunParts,
  control: RunControl,
  emit: (event: RunEvent) => void,
  checkpoint?: Checkpoint,
): Promise<RunEnd> {
  return new Run(config, parts, emit, checkpoint).toEnd(control);
}
