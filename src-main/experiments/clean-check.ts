import type { CleanAccuracy } from '../../src-shared/metrics/forgetting.ts';
import type { ImageStream } from '../data/stream.ts';
import type { Engine } from '../engines/engine.ts';
import type { LiveState } from '../methods/method.ts';
import { noAdapt } from '../methods/no-adapt.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { RunControl } from './control.ts';
import { MethodRunner } from './method-runner.ts';
import { scoreLogits } from './metrics-score.ts';

interface Counts {
  readonly images: number;
  readonly correct: number;
}

interface Parts {
  readonly engine: Engine;
  readonly model: SourceModel;
  /** Of the method that adapts. */
  readonly runner: MethodRunner;
  /** Clean images. */
  readonly stream: ImageStream;
  readonly seed: number;
  /** Of the classes that the model predicts; null for all. */
  readonly classMask: readonly number[] | null;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** Measures forgetting: predicts clean images with the adapted state without adapting, and once with the source model. */
export class CleanCheck {
  private readonly parts: Parts;
  private readonly source: MethodRunner;
  private sourceCounts: Counts | undefined;

  constructor(parts: Parts) {
    const { engine, model, stream, seed } = parts;
    this.parts = parts;
    const bound = noAdapt.bind({ model, batchSize: stream.batchSize, seed }, {});
    this.source = new MethodRunner(engine, 'source model', bound, model);
  }

  /** @returns undefined when it was stopped before all images were predicted; nothing of it is kept then */
  async measure(state: LiveState, control: RunControl): Promise<CleanAccuracy | undefined> {
    const { runner, model, now = () => performance.now() } = this.parts;
    const startedAt = now();
    const adapted = await this.count(runner, state, control);
    this.sourceCounts ??= adapted && (await this.count(this.source, { theta: model.theta }, control));
    if (!adapted || !this.sourceCounts || adapted.images === 0) return undefined;
    const { images } = adapted;
    return {
      images,
      top1: adapted.correct / images,
      sourceTop1: this.sourceCounts.correct / images,
      seconds: (now() - startedAt) / 1000,
    };
  }

  dispose(): Promise<void> {
    return this.source.dispose();
  }

  private async count(runner: MethodRunner, state: LiveState, control: RunControl): Promise<Counts | undefined> {
    const { stream, classMask } = this.parts;
    let [images, correct] = [0, 0];
    for await (const batch of stream.batches()) {
      if (!(await control.mayContinue())) return undefined;
      const { logits } = await runner.runLive('predict', batch.images, batch.size, state);
      images += batch.size;
      correct += scoreLogits(logits, batch.labels, classMask).counts.correct1;
    }
    return { images, correct };
  }
}
