import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { mggFormatOf } from '../../src-shared/mgg-formats.ts';
import type { PretrainConfig } from '../../src-shared/pretrain-config.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ImageStream } from '../data/stream.ts';
import { WorkClock, type RunControl } from '../experiments/control.ts';
import { evaluateMgg, type MggEvaluation } from '../experiments/evaluate-mgg.ts';
import { preprocessingOf } from '../experiments/preprocessing.ts';
import { pretrainMgg, startPosition, type PretrainEvent, type PretrainTask } from '../experiments/pretrain-mgg.ts';
import type { OpenStream } from '../experiments/open-stream.ts';
import type { MggWeights } from '../mgg/weights.ts';
import { encodeMgg } from '../mgg/encode-mgg.ts';
import { generatorRules } from '../mgg/kinds.ts';
import type { PretrainSummary } from '../../src-shared/records.ts';
import { checkFacts } from './facts.ts';
import type { Job, JobEvent, JobResult, RunFacts } from './messages.ts';
import { peakMemoryBytes } from './peak-memory.ts';
import { packPosition, unpackPosition, type PretrainTally } from './pretrain-checkpoint.ts';
import type { Resources } from './resources.ts';
import { factsOf, logWarnings, openBasics, openStatistics, modelWarnings, type Basics } from './setup.ts';

/** The training images in the order of an epoch: the same ones each time, otherwise shuffled. */
function epochStream(config: PretrainConfig, { dataset, model }: Basics): PretrainTask['epochStream'] {
  const { shifts, seed, batchSize, images: limit } = config;
  return (epoch) =>
    dataset.stream({
      ...preprocessingOf(model, config.normalisation),
      shifts,
      images: null,
      limit,
      seed,
      orderSeed: seed + epoch,
      batchSize,
    });
}

async function evaluationStreams(config: PretrainConfig, dataset: Dataset, { model }: Basics): Promise<OpenStream[]> {
  const { seed, evaluationImages: images, evaluationBatchSize: batchSize } = config;
  const streams: OpenStream[] = [];
  for (const shift of config.shifts) {
    const stream = await dataset.stream({
      ...preprocessingOf(model, config.normalisation),
      shifts: [shift],
      images,
      seed,
      batchSize,
    });
    streams.push({ shift, stream });
  }
  return streams;
}

/** Reports the images of streams that could not be read so far. */
function reportSkipped(streams: readonly ImageStream[], emit: (event: JobEvent) => void): void {
  const images = streams.flatMap(({ skipped }) => skipped);
  if (images.length > 0) emit({ type: 'skipped', images });
}

/** Writes the best generator with where it comes from; a reader never finds half a file. */
function writeBest(output: string, mgg: MggWeights, provenance: Readonly<Record<string, string>>): string {
  const bytes = encodeMgg(mgg, provenance, mggFormatOf(output) ?? 'safetensors');
  writeFileSync(`${output}.part`, bytes);
  renameSync(`${output}.part`, output);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Follows the events of a pre-training: rows and checkpoints for the lab, the best generator for the disk. */
class Recorder {
  private tally: PretrainTally;
  private readonly clock: WorkClock;
  private readonly config: PretrainConfig;
  private readonly output: string;
  private readonly facts: RunFacts;
  private readonly emit: (event: JobEvent) => void;

  constructor(
    config: PretrainConfig,
    output: string,
    facts: RunFacts,
    tally: PretrainTally,
    clock: WorkClock,
    emit: (event: JobEvent) => void,
  ) {
    this.config = config;
    this.output = output;
    this.facts = facts;
    this.tally = tally;
    this.clock = clock;
    this.emit = emit;
  }

  take(event: PretrainEvent): void {
    if (event.kind === 'step') {
      this.emit({ type: 'step', step: { step: event.step, loss: event.loss } });
      return;
    }
    const { epoch, meanLoss, accuracy, isBest, mgg, position } = event;
    const { averageAccuracy } = event;
    const best = isBest
      ? { bestEpoch: epoch, bestAccuracy: averageAccuracy, outputHash: this.write(mgg, epoch, averageAccuracy) }
      : {};
    const seconds = this.clock.lap();
    const totalSeconds = this.tally.totalSeconds + seconds;
    this.tally = { ...this.tally, ...best, finalLoss: meanLoss, totalSeconds };
    this.emit({ type: 'epoch', epoch: { epoch, meanLoss, accuracy: accuracy ?? {}, seconds, isBest } });
    this.emit({ type: 'checkpoint', checkpoint: packPosition(position, this.tally) });
  }

  summary(): PretrainSummary {
    return { ...this.tally, peakMemoryBytes: peakMemoryBytes(), output: this.output };
  }

  private write(mgg: MggWeights, epoch: number, accuracy: number | null): string {
    return writeBest(this.output, mgg, {
      config: JSON.stringify(this.config),
      epoch: String(epoch),
      accuracy: String(accuracy),
      modelHash: this.facts.modelHash,
      datasetFingerprint: this.facts.datasetFingerprint,
      engine: `${this.facts.engine} ${this.facts.engineVersion}`,
    });
  }
}

/** Pre-trains a meta gradient generator, from the beginning or from the end of an epoch. */
export async function performPretraining(
  { config, chosenEngine, output, checkpoint, expected }: Extract<Job, { kind: 'pretrain' }>,
  resources: Resources,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const stage = (text: string): void => emit({ type: 'stage', text });
  const basics = await openBasics(config, null, { resources, stage, chosenEngine });
  const { engine, model } = basics;
  const epochs = epochStream(config, basics);
  const { fingerprint: datasetFingerprint, notices } = await epochs(0);
  const facts = factsOf(config, basics, { datasetFingerprint, mggHash: null });
  checkFacts(facts, expected);
  const statistics = await openStatistics(config, basics, resources, stage);
  const { lr, mggLr, lambda, beta1, beta2, batchSize, steps, seed, generator: kind, hiddenSize, heads } = config;
  const unroll = config.unroll === 0 ? generatorRules[kind].unroll : config.unroll;
  const validation = config.evaluation === null ? null : await resources.evaluationDataset(config.evaluation);
  const evaluation: MggEvaluation | null = validation && {
    engine,
    model,
    statistics,
    streams: await evaluationStreams(config, validation, basics),
    batchSize: config.evaluationBatchSize,
    seed,
    options: { lr: config.evaluationLr, lambda, beta1, beta2 },
  };
  const streams = evaluation ? evaluation.streams.map(({ stream }) => stream) : [];
  const clock = new WorkClock();
  const task: PretrainTask = {
    engine,
    model,
    statistics,
    options: { lr, mggLr, lambda, beta1, beta2, unroll },
    batchSize,
    steps,
    seed,
    kind,
    hiddenSize,
    heads,
    epochStream: async (epoch) => {
      const stream = await epochs(epoch);
      streams.push(stream);
      return stream;
    },
    evaluate: evaluation && ((mgg) => evaluateMgg(evaluation, mgg)),
    control: clock.around(control),
  };
  const { position, tally } = unpackPosition(startPosition(task), checkpoint);
  emit({ type: 'prepared', facts, total: steps, done: position.stepsDone });
  logWarnings(emit, modelWarnings(config, basics));
  logWarnings(emit, [...new Set([notices, ...streams.map((stream) => stream.notices)].flat())]);
  const recorder = new Recorder(config, output, facts, tally, clock, emit);
  let { stepsDone } = position;
  try {
    for await (const event of pretrainMgg(task, position)) {
      recorder.take(event);
      if (event.kind === 'epoch') stepsDone = event.position.stepsDone;
    }
  } finally {
    reportSkipped(streams, emit);
  }
  return { kind: 'pretrain', summary: stepsDone < steps ? null : recorder.summary() };
}
