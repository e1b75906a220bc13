import { streamSettingsSchema, type RunConfig, type Shift } from '../../src-shared/run-config.ts';
import type { Dataset, Preprocessing } from '../data/dataset.ts';
import { shiftName } from '../data/samples.ts';
import { checkRunConfig } from '../experiments/checks.ts';
import type { RunControl } from '../experiments/control.ts';
import { preprocessingOf } from '../experiments/preprocessing.ts';
import { batchesDone, fingerprintOf, run, type PlannedStream } from '../experiments/run.ts';
import { findMethod } from '../methods/method-registry.ts';
import type { MethodContext } from '../methods/method.ts';
import { loadMgg } from '../mgg/checkpoint.ts';
import { checkFacts } from './facts.ts';
import type { Job, JobEvent, JobResult } from './messages.ts';
import { mggFile } from '../platform/package-root.ts';
import { peakMemoryBytes } from './peak-memory.ts';
import type { Resources } from './resources.ts';
import { factsOf, logWarnings, openBasics, openFisher, openStatistics, modelWarnings, type Stage } from './setup.ts';

/** The streams of a configuration: one for each shift, or a single one of all shifts shuffled together. */
async function planStreams(
  config: RunConfig,
  dataset: Dataset,
  images: Preprocessing,
  stage: Stage,
): Promise<PlannedStream[]> {
  const open = (shifts: readonly Shift[]) =>
    dataset.stream({
      ...images,
      shifts,
      images: config.images,
      seed: config.seed,
      batchSize: config.batchSize,
      ...streamSettingsSchema.strip().parse(config),
    });
  if (config.order === 'mixed') {
    const severity = Math.max(...config.shifts.map((shift) => shift.severity));
    return [{ shift: { corruption: 'mixed', severity }, stream: await open(config.shifts) }];
  }
  const streams: PlannedStream[] = [];
  const isStored = config.dataset.kind === 'folder' && config.dataset.corrupted === true;
  for (const shift of config.shifts) {
    if (isStored) stage(`Looking up the images of ${shiftName(shift)}`);
    streams.push({ shift, stream: await open([shift]) });
  }
  return streams;
}

/** Runs one method over the streams of a configuration, from the beginning or from a checkpoint. */
export async function performAdaptation(
  { config, chosenEngine, checkpoint, expected }: Extract<Job, { kind: 'adapt' }>,
  resources: Resources,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const stage: Stage = (text) => emit({ type: 'stage', text });
  const method = findMethod(config.method);
  checkRunConfig(config, method);
  const mgg = method.needs.includes('mgg') && config.mgg !== null ? loadMgg(mggFile(config.mgg)) : undefined;
  const basics = await openBasics(config, config.classMask, { resources, stage, chosenEngine });
  const { engine, model, dataset } = basics;
  dataset.requireShifts(config.shifts);
  const streams = await planStreams(config, dataset, preprocessingOf(model, config.normalisation), stage);
  const datasetFingerprint = fingerprintOf(streams);
  const facts = factsOf(config, basics, { datasetFingerprint, mggHash: mgg?.hash ?? null });
  checkFacts(facts, expected);
  const needsStatistics = method.needs.includes('statistics');
  const fisher = method.fisher?.(config.options);
  const mask = config.classMask;
  const wantsUnmasked = mask !== null && (fisher !== undefined || method.needs.includes('unmasked-model'));
  const unmasked = wantsUnmasked ? await resources.unmaskedModel(config) : model;
  const context: MethodContext = {
    model,
    batchSize: config.batchSize,
    seed: config.seed,
    ...(needsStatistics ? { statistics: await openStatistics(config, basics, resources, stage) } : {}),
    ...(mgg ? { mgg: mgg.weights } : {}),
    ...(fisher ? { fisher: await openFisher(config, fisher, basics, unmasked, resources, stage) } : {}),
    ...(mask ? { classMask: mask, unmasked } : {}),
  };
  const bound = method.bind(context, config.options);
  const total = streams.reduce((sum, { stream }) => sum + stream.batchCount, 0);
  emit({ type: 'prepared', facts, total, done: batchesDone(streams, checkpoint) });
  logWarnings(emit, modelWarnings(config, basics));
  const end = await run(config, { engine, method, bound, model, streams }, control, emit, checkpoint);
  return { kind: 'adapt', ...end, peakMemoryBytes: peakMemoryBytes() };
}
