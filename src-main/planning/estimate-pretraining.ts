import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Estimate } from '../../src-shared/api/runs.ts';
import { scheduleOf, tasksOf } from '../../src-shared/pretrain-tasks.ts';
import { pretrainConfigSchema, type PretrainConfig } from '../../src-shared/pretrain-config.ts';
import { runConfigSchema, type RunConfig } from '../../src-shared/run-config.ts';
import type { JobEvent } from '../jobs/messages.ts';
import type { Store } from '../store/store.ts';
import type { SpareJob } from '../runs/run-queue.ts';
import { basisText, type EstimatePart } from './basis.ts';
import type { DatasetFactsReader } from './dataset-facts.ts';
import { imagesOf } from './speed.ts';
import type { SpeedBook } from './speed-book.ts';

interface Parts {
  readonly store: Store;
  readonly spare: SpareJob;
  readonly book: SpeedBook;
  readonly datasets: DatasetFactsReader;
  /** Aborted when the result is no longer needed. */
  readonly signal?: AbortSignal | undefined;
}

/** Steps of a calibration, the first of which is not timed, and how long it may take. */
const timedSteps = 12;
const longestSeconds = 6;

interface Learning {
  readonly setupSeconds: number;
  readonly secondsPerStep: number;
}

/** Settings of a pre-training, but for its length and those that its time does not depend on. */
function comparable({
  steps: _steps,
  seed: _seed,
  lr: _lr,
  mggLr: _mggLr,
  engine: _engine,
  ...rest
}: PretrainConfig): object {
  return rest;
}

/** Seconds per step of finished pre-trainings with the same settings on the engine, evaluation included. */
function fromRuns(config: PretrainConfig, engine: string | undefined, store: Store): number | undefined {
  const host = hostname();
  for (const run of store.listRuns({ kind: 'pretrain', status: ['done'], limit: 50 })) {
    if (run.kind !== 'pretrain' || run.summary === null || run.provenance?.host !== host) continue;
    if (run.provenance.engine !== engine) continue;
    const { data } = pretrainConfigSchema.safeParse(run.config);
    if (data && isDeepStrictEqual(comparable(data), comparable(config))) return run.summary.totalSeconds / data.steps;
  }
  return undefined;
}

/** Times some steps without evaluation; what they learned is thrown away. */
async function timeSteps(config: PretrainConfig, { spare, signal }: Parts): Promise<Learning | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mgtta-calibration-'));
  const startedAt = performance.now();
  let first: { readonly at: number; readonly step: number } | undefined;
  let last: typeof first;
  try {
    const tasks = config.tasks.map((task) => ({ ...task, evaluation: null }));
    const short = { ...config, evaluation: null, tasks, steps: Math.min(config.steps, timedSteps) };
    const output = path.join(folder, 'mgg.safetensors');
    const note = (event: JobEvent, stop: () => void): void => {
      if (event.type !== 'step') return;
      last = { at: performance.now(), step: event.step.step };
      first ??= last;
      if (last.at - first.at > 1000 * longestSeconds) stop();
    };
    await spare({ kind: 'pretrain', config: short, output }, note, signal);
    signal?.throwIfAborted();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (!first || !last || last.step === first.step) return undefined;
  return {
    setupSeconds: (first.at - startedAt) / 1000,
    secondsPerStep: (last.at - first.at) / 1000 / (last.step - first.step),
  };
}

/** The adaptation by which the generator of an epoch is judged. */
function evaluationRun(config: PretrainConfig): RunConfig | undefined {
  if (config.evaluation === null) return undefined;
  return runConfigSchema.parse({
    dataset: config.evaluation,
    model: config.model,
    ...(config.reading ? { reading: config.reading } : {}),
    method: 'mgtta',
    mgg: 'untrained:0',
    shifts: config.shifts,
    images: config.evaluationImages,
    batchSize: config.evaluationBatchSize,
    engine: config.engine,
    threads: config.threads,
  });
}

/** How long a pre-training takes: its steps, and an evaluation after each epoch. @throws LabError see `calibrate` */
export async function estimatePretraining(config: PretrainConfig, parts: Parts): Promise<Estimate> {
  const known = fromRuns(config, await parts.book.engineOf(config), parts.store);
  if (known !== undefined) {
    const seconds = known * config.steps;
    return { seconds, basis: basisText([{ source: 'runs', seconds }]) };
  }
  const learning = await timeSteps(config, parts);
  if (!learning) return { seconds: null, basis: basisText(undefined) };
  const steps = learning.setupSeconds + config.steps * learning.secondsPerStep;
  const all: EstimatePart[] = [{ source: 'calibration', seconds: steps }];
  const { epochs } = scheduleOf(config);
  for (const task of tasksOf(config)) {
    const evaluated = evaluationRun(task);
    if (!evaluated) continue;
    const speed = await parts.book.find(evaluated, parts.signal);
    if (!speed) return { seconds: null, basis: basisText(undefined) };
    const { images } = await parts.datasets.read(evaluated.dataset);
    const seconds = epochs * imagesOf(evaluated, images) * speed.speed.secondsPerImage;
    all.push({ source: speed.source, seconds });
  }
  return { seconds: all.reduce((sum, { seconds }) => sum + seconds, 0), basis: basisText(all) };
}
