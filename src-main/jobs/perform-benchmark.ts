import { median } from '../../src-shared/statistics/median.ts';
import { seeded } from '../../src-shared/random.ts';
import { float32, type Engine } from '../engines/engine.ts';
import type { RunControl } from '../experiments/control.ts';
import { MethodRunner, type StepKind } from '../experiments/method-runner.ts';
import { releaseAll } from '../engines/resident.ts';
import type { LiveState } from '../methods/method.ts';
import { findMethod } from '../methods/method-registry.ts';
import { loadMgg } from '../mgg/checkpoint.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { Job, JobResult } from './messages.ts';
import { mggFile } from '../platform/package-root.ts';
import { peakMemoryBytes } from './peak-memory.ts';
import type { Resources } from './resources.ts';

/** Runs before the measurement, the first of which pay for memory that later ones reuse; fewer of them on a slow engine. */
const warmUpRuns = 3;

/** Measured work: a prediction alone, and a whole step of MGTTA. */
const works = { forward: ['noadapt', 'predict'], step: ['mgtta', 'step'] } as const;

/** Images of noise: the time of a step does not depend on what they show. [batch · 3 · size · size], in [−1, 1] */
function noise(imageSize: number, batchSize: number): Float32Array {
  const random = seeded(1);
  return Float32Array.from({ length: batchSize * 3 * imageSize ** 2 }, () => 2 * random() - 1);
}

type BenchmarkJob = Extract<Job, { kind: 'benchmark' }>;

/** @returns images per second, median over the runs; null when it was stopped */
async function speedOf(
  engine: Engine,
  model: SourceModel,
  [id, kind]: readonly [string, StepKind],
  { batchSize, seconds }: Pick<BenchmarkJob, 'batchSize' | 'seconds'>,
  control: RunControl,
): Promise<number | null> {
  const { featureSize } = model;
  const statistics = {
    std: float32(new Float32Array(featureSize).fill(1)),
    mean: float32(new Float32Array(featureSize)),
  };
  const context = { model, statistics, mgg: loadMgg(mggFile('quickstart')).weights, batchSize, seed: 0 };
  const method = findMethod(id).bind(context, {});
  const runner = new MethodRunner(engine, id, method, model);
  const images = noise(model.imageSize, batchSize);
  let state: LiveState = method.init();
  await runner.prepare(kind, batchSize, state);

  const total = (times: readonly number[]) => times.reduce((sum, one) => sum + one, 0);
  const warmUp: number[] = [];
  const measured: number[] = [];
  while (total(measured) < seconds) {
    if (!(await control.mayContinue())) return null;
    const start = performance.now();
    const { state: next } = await runner.runLive(kind, images, batchSize, state, {});
    releaseAll(state, next);
    state = next;
    const isWarm = warmUp.length >= warmUpRuns || total(warmUp) >= seconds / 2;
    (isWarm ? measured : warmUp).push((performance.now() - start) / 1000);
  }
  await runner.dispose();
  return batchSize / median(measured);
}

/** Times an engine on a model: a prediction, and a step of MGTTA with the embedded generator. */
export async function performBenchmark(
  job: BenchmarkJob,
  resources: Resources,
  control: RunControl,
): Promise<JobResult> {
  const model = await resources.model(job, null);
  const engine = await resources.engine(job.engine, job.threads);
  const forwardImagesPerSecond = await speedOf(engine, model, works.forward, job, control);
  const stepImagesPerSecond =
    forwardImagesPerSecond === null ? null : await speedOf(engine, model, works.step, job, control);
  return {
    kind: 'benchmark',
    device: engine.description.device,
    forwardImagesPerSecond,
    stepImagesPerSecond,
    peakMemoryBytes: peakMemoryBytes(),
  };
}
