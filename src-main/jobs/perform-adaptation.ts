import { storesShifts, streamSettingsSchema, type RunConfig } from '../../src-shared/run-config.ts';
import { plannedStreams, shiftsMet, streamName } from '../../src-shared/runs/streams.ts';
import type { Dataset, Preprocessing } from '../data/dataset.ts';
import type { ImageStream } from '../data/stream.ts';
import { adaptedImages, checkRunConfig } from '../experiments/checks.ts';
import type { RunControl } from '../experiments/control.ts';
import { measureStepCost } from '../experiments/step-cost.ts';
import { preprocessingOf, requireNormalisation } from '../experiments/preprocessing.ts';
import { batchesDone, fingerprintOf, type OpenStream } from '../experiments/open-stream.ts';
import { run, type RunParts } from '../experiments/run.ts';
import { findMethod, methods } from '../methods/method-registry.ts';
import type { MethodContext } from '../methods/method.ts';
import { loadMgg } from '../mgg/checkpoint.ts';
import { checkFacts } from './facts.ts';
import type { Job, JobEvent, JobResult } from './messages.ts';
import { mggFile } from '../platform/package-root.ts';
import { peakMemoryBytes } from './peak-memory.ts';
import type { Resources } from './resources.ts';
import { factsOf, logWarnings, openBasics, openFisher, openStatistics, modelWarnings, type Stage } from './setup.ts';

/** The streams of a configuration: what is met again has the same images in the same order. */
async function openStreams(
  config: RunConfig,
  dataset: Dataset,
  images: Preprocessing,
  stage: Stage,
): Promise<OpenStream[]> {
  const isStored = storesShifts(config.dataset);
  const opened = new Map<string, ImageStream>();
  const streams: OpenStream[] = [];
  for (const { corruption, severity, shifts, name } of plannedStreams(config)) {
    const first = streamName(shifts);
    const known = opened.get(first);
    if (isStored && !known && config.order === 'separate') stage(`Listing the images of ${first}`);
    const stream =
      known?.again(name) ??
      (await dataset.stream({
        ...images,
        shifts,
        images: config.images,
        seed: config.seed,
        batchSize: config.batchSize,
        ...streamSettingsSchema.strip().parse(config),
      }));
    opened.set(first, stream);
    streams.push({ shift: { corruption, severity }, stream });
  }
  return streams;
}

function costOf(config: RunConfig, parts: RunParts, stage: Stage): Promise<number> {
  stage('Measuring what a step costs');
  return measureStepCost(config, parts);
}

/** Those that are predicted after each stream, where the run wants some. */
async function openClean(config: RunConfig, dataset: Dataset, images: Preprocessing): Promise<ImageStream | undefined> {
  const { cleanImages: count, seed } = config;
  return count === null ? undefined : dataset.cleanImages({ ...images, count, seed, batchSize: adaptedImages(config) });
}

/** Runs one method over the streams of a configuration, from the beginning or from a checkpoint. */
export async function performAdaptation(
  { config, chosenEngine, own, checkpoint, expected }: Extract<Job, { kind: 'adapt' }>,
  resources: Resources,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const stage: Stage = (text) => emit({ type: 'stage', text });
  // Built-in methods go before others of the same name.
  const isOwn = own?.id === config.method && !Object.hasOwn(methods, config.method);
  const method = isOwn ? await resources.ownMethod(own) : findMethod(config.method);
  checkRunConfig(config, method);
  const mgg = method.needs.includes('mgg') && config.mgg !== null ? loadMgg(mggFile(config.mgg)) : undefined;
  const basics = await openBasics(config, config.classMask, { resources, stage, chosenEngine });
  const { engine, model, dataset } = basics;
  dataset.requireShifts(shiftsMet(config));
  const preprocessing = preprocessingOf(model, config.normalisation);
  const streams = await openStreams(config, dataset, preprocessing, stage);
  const clean = await openClean(config, dataset, preprocessing);
  const datasetFingerprint = fingerprintOf(streams);
  const found = factsOf(config, basics, { datasetFingerprint, mggHash: mgg?.hash ?? null });
  checkFacts(found, expected);
  const needsStatistics = method.needs.includes('statistics');
  const fisher = method.fisher?.(config.options);
  const mask = config.classMask;
  const wantsUnmasked = mask !== null && (fisher !== undefined || method.needs.includes('unmasked-model'));
  const unmasked = wantsUnmasked ? await resources.unmaskedModel(config) : model;
  const context: MethodContext = {
    model,
    batchSize: adaptedImages(config),
    normalisation: requireNormalisation(config.normalisation, model.normalisation),
    seed: config.seed,
    ...(needsStatistics ? { statistics: await openStatistics(config, basics, resources, stage) } : {}),
    ...(mgg ? { mgg: mgg.weights } : {}),
    ...(fisher ? { fisher: await openFisher(config, fisher, basics, unmasked, resources, stage) } : {}),
    ...(mask ? { classMask: mask, unmasked } : {}),
  };
  const bound = method.bind(context, config.options);
  const parts = { engine, method, bound, model, streams };
  const stepCost =
    config.speed === 'measured' ? (expected?.measuredCost ?? (await costOf(config, parts, stage))) : undefined;
  const facts = { ...found, ...(stepCost === undefined ? {} : { measuredCost: stepCost }) };
  const total = streams.reduce((sum, { stream }) => sum + stream.batchCount, 0);
  emit({ type: 'prepared', facts, total, done: batchesDone(streams, checkpoint) });
  logWarnings(emit, modelWarnings(config, basics));
  const end = await run(config, { ...parts, stepCost, ...(clean && { clean }) }, control, emit, checkpoint);
  return { kind: 'adapt', ...end, peakMemoryBytes: peakMemoryBytes() };
}
