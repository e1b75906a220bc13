import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { mggFormatOf } from '../../src-shared/mgg-formats.ts';
import type { PretrainConfig } from '../../src-shared/pretrain-config.ts';
import { tasksOf, weightsOf } from '../../src-shared/pretrain-tasks.ts';
import type { EpochRecord, PretrainSummary } from '../../src-shared/records.ts';
import type { ImageStream } from '../data/stream.ts';
import { WorkClock, type RunControl } from '../experiments/control.ts';
import { pretrainMgg, startPosition, type PretrainEvent } from '../experiments/pretrain-mgg.ts';
import type { LearningTask, PretrainTask } from '../experiments/pretrain-task.ts';
import type { MggWeights } from '../mgg/weights.ts';
import { encodeMgg } from '../mgg/encode-mgg.ts';
import { generatorRules } from '../mgg/kinds.ts';
import { checkFacts } from './facts.ts';
import { learningTask, openTask, type OpenedTask } from './learning-task.ts';
import type { Job, JobEvent, JobResult, RunFacts } from './messages.ts';
import { peakMemoryBytes } from './peak-memory.ts';
import { packPosition, unpackPosition, type PretrainTally } from './pretrain-checkpoint.ts';
import type { Resources } from './resources.ts';
import { factsOf, logWarnings } from './setup.ts';

type PretrainJob = Extract<Job, { kind: 'pretrain' }>;

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
    const { epoch, meanLoss, taskLosses, accuracy, isBest, position } = event;
    const { bestEpoch, bestAccuracy, best } = position;
    const isNew = this.tally.outputHash === '' || bestEpoch !== this.tally.bestEpoch;
    const outputHash = isNew ? this.write(best, bestEpoch, bestAccuracy) : this.tally.outputHash;
    const seconds = this.clock.lap();
    const totalSeconds = this.tally.totalSeconds + seconds;
    const losses = taskLosses.length > 1 ? { taskLosses: [...taskLosses] } : {};
    const record: EpochRecord = { epoch, meanLoss, ...losses, accuracy: accuracy ?? {}, seconds, isBest };
    const { epochs = [] } = this.tally;
    const rivals = position.rivals.length > 0 ? { epochs: [...epochs, record] } : {};
    this.tally = { ...this.tally, bestEpoch, bestAccuracy, outputHash, finalLoss: meanLoss, totalSeconds, ...rivals };
    this.emit({ type: 'epoch', epoch: record });
    const earlier = isNew && !isBest ? epochs.find((one) => one.epoch === bestEpoch) : undefined;
    if (earlier) this.emit({ type: 'epoch', epoch: { ...earlier, isBest: true } });
    this.emit({ type: 'checkpoint', checkpoint: packPosition(position, this.tally) });
  }

  summary(): PretrainSummary {
    const { epochs: _epochs, ...tally } = this.tally;
    return { ...tally, peakMemoryBytes: peakMemoryBytes(), output: this.output };
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

/** Of the training images; of several tasks all that they learn from, their models included. */
function fingerprintOf([first, ...others]: readonly OpenedTask[]): string {
  if (!first || others.length === 0) return first?.fingerprint ?? '';
  const parts = others.map(({ basics, fingerprint }) => [basics.model.hash, fingerprint]);
  return createHash('sha256')
    .update(JSON.stringify([first.fingerprint, ...parts]))
    .digest('hex');
}

/** Pre-trains a meta gradient generator, from the beginning or from the end of an epoch. */
export async function performPretraining(
  job: PretrainJob,
  resources: Resources,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const rooms = [resources, ...job.config.tasks.map(() => resources.beside())];
  try {
    return await performIn(rooms, job, control, emit);
  } finally {
    for (const room of rooms.slice(1)) await room.dispose();
  }
}

/** @param rooms one for each task */
async function performIn(
  rooms: readonly Resources[],
  { config, chosenEngine, output, checkpoint, expected }: PretrainJob,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const stage = (text: string): void => emit({ type: 'stage', text });
  const opened: OpenedTask[] = [];
  for (const [place, own] of tasksOf(config).entries()) {
    opened.push(await openTask(own, { resources: rooms[place]!, stage, chosenEngine }));
  }
  const { basics } = opened[0]!;
  const facts = factsOf(config, basics, { datasetFingerprint: fingerprintOf(opened), mggHash: null });
  checkFacts(facts, expected);
  const streams: ImageStream[] = [];
  const learning: LearningTask[] = [];
  for (const one of opened) learning.push(await learningTask(one, streams));
  const [first, ...others] = learning;
  const { lr, mggLr, lambda, beta1, beta2, batchSize, steps, seed, generator: kind, hiddenSize, heads } = config;
  const unroll = config.unroll === 0 ? generatorRules[kind].unroll : config.unroll;
  const clock = new WorkClock();
  const weights = weightsOf(config);
  const task: PretrainTask = {
    ...first!,
    others: others.map((other, place) => ({ ...other, weight: weights[place + 1]! })),
    engine: basics.engine,
    options: { lr, mggLr, lambda, beta1, beta2, unroll, weight: weights[0]! },
    evolution: config.gradient === 'pes' ? { sigma: config.pesSigma, pairs: config.pesPairs } : null,
    batchSize,
    steps,
    seed,
    kind,
    hiddenSize,
    heads,
    control: clock.around(control),
  };
  const { position, tally } = unpackPosition(startPosition(task), checkpoint);
  emit({ type: 'prepared', facts, total: steps, done: position.stepsDone });
  const warnings = opened.flatMap((one) => one.warnings);
  logWarnings(emit, [...new Set([...warnings, ...streams.flatMap(({ notices }) => notices)])]);
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
