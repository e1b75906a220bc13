import { LabError } from '../../src-shared/errors.ts';
import type { RunConfig, Shift } from '../../src-shared/run-config.ts';
import type { Dataset, Preprocessing } from '../data/dataset.ts';
import type { Engine } from '../engines/engine.ts';
import { checkRunConfig } from '../experiments/checks.ts';
import type { RunControl } from '../experiments/control.ts';
import { describePreprocessing, preprocessingOf } from '../experiments/preprocessing.ts';
import { batchesDone, fingerprintOf, run, type PlannedStream } from '../experiments/run.ts';
import { computeSourceStatistics, statisticsBatchSize } from '../experiments/source-statistics.ts';
import type { Method, MethodContext, SourceStatistics } from '../methods/method.ts';
import { findMethod } from '../methods/registry.ts';
import type { SourceModel } from '../models/source-model.ts';
import { loadMgg } from '../mgg/checkpoint.ts';
import { checkFacts } from './facts.ts';
import type { Job, JobEvent, JobResult, RunFacts } from './messages.ts';
import { mggFile } from './package-root.ts';
import type { Resources } from './resources.ts';

type AdaptJob = Extract<Job, { kind: 'adapt' }>;

/** The streams of a configuration: one for each shift, or a single one of all shifts shuffled together. */
async function planStreams(config: RunConfig, dataset: Dataset, images: Preprocessing): Promise<PlannedStream[]> {
  const open = (shifts: readonly Shift[]) =>
    dataset.stream({ ...images, shifts, images: config.images, seed: config.seed, batchSize: config.batchSize });
  if (config.order === 'mixed') {
    const severity = Math.max(...config.shifts.map((shift) => shift.severity));
    return [{ shift: { corruption: 'mixed', severity }, stream: await open(config.shifts) }];
  }
  const streams: PlannedStream[] = [];
  for (const shift of config.shifts) streams.push({ shift, stream: await open([shift]) });
  return streams;
}

function checkClasses(config: RunConfig, dataset: Dataset, model: SourceModel): void {
  if (config.classMask !== null || dataset.classNames.length === model.classes) return;
  throw new LabError(
    'bad-input',
    `${dataset.name} has ${dataset.classNames.length} classes, but the model tells ${model.classes} apart.`,
    'Choose another folder or model, or give a class mask.',
  );
}

interface Setup {
  readonly engine: Engine;
  readonly model: SourceModel;
  readonly dataset: Dataset;
  readonly streams: readonly PlannedStream[];
  readonly context: MethodContext;
  readonly mggHash: string | null;
}

/** Opens everything that a run needs, saying what is going on. */
async function prepare(
  config: RunConfig,
  method: Method,
  resources: Resources,
  stage: (text: string) => void,
): Promise<Setup> {
  stage('Opening the data');
  const dataset = await resources.dataset(config.dataset);
  stage('Loading the model');
  const model = await resources.model(config.model, config.classMask);
  checkClasses(config, dataset, model);
  const mgg = method.needs.includes('mgg') && config.mgg !== null ? loadMgg(mggFile(config.mgg)) : undefined;
  const streams = await planStreams(config, dataset, preprocessingOf(model));
  stage('Starting the engine');
  const engine = await resources.engine(config.engine, config.threads);
  const { batchSize, seed } = config;
  const context: MethodContext = {
    model,
    batchSize,
    seed,
    ...(mgg ? { mgg: mgg.weights } : {}),
    ...(config.classMask ? { classMask: config.classMask } : {}),
    ...(method.needs.includes('statistics')
      ? { statistics: await statisticsOf(config, resources, { engine, model, dataset }, stage) }
      : {}),
  };
  return { engine, model, dataset, streams, context, mggHash: mgg?.hash ?? null };
}

function statisticsOf(
  config: RunConfig,
  resources: Resources,
  { engine, model, dataset }: Pick<Setup, 'engine' | 'model' | 'dataset'>,
  stage: (text: string) => void,
): Promise<SourceStatistics> {
  const { sourceImages: count, seed } = config;
  const key = [engine.description.id, config.threads, model.hash, dataset.fingerprint, count, seed, config.dataset];
  return resources.sourceStatistics(JSON.stringify(key), async () => {
    stage('Computing source statistics');
    const batchSize = statisticsBatchSize;
    const stream = await dataset.sourceImages({ ...preprocessingOf(model), count, seed, batchSize });
    return computeSourceStatistics(engine, model, stream);
  });
}

function factsOf({ engine, model, streams, mggHash }: Setup): RunFacts {
  const { id, device, version, threads } = engine.description;
  return {
    engine: id,
    device,
    engineVersion: version,
    threads,
    modelHash: model.hash,
    mggHash,
    datasetFingerprint: fingerprintOf(streams),
    preprocessing: describePreprocessing(preprocessingOf(model)),
  };
}

/** Runs one method over the streams of a configuration, from the beginning or from a checkpoint. */
export async function performAdaptation(
  { config, checkpoint, expected }: AdaptJob,
  resources: Resources,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const method = findMethod(config.method);
  checkRunConfig(config, method);
  const setup = await prepare(config, method, resources, (text) => emit({ type: 'stage', text }));
  const facts = factsOf(setup);
  checkFacts(facts, expected);
  const { engine, model, streams, context } = setup;
  const bound = method.bind(context, method.options.parse(config.options));
  const total = streams.reduce((sum, { stream }) => sum + stream.batchCount, 0);
  emit({ type: 'prepared', facts, total, done: batchesDone(streams, checkpoint) });
  const end = await run(config, { engine, method, bound, model, streams }, control, emit, checkpoint);
  // In kilobytes, of the whole process.
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  return { kind: 'adapt', ...end, peakMemoryBytes };
}
