import type { PretrainConfig } from '../../src-shared/pretrain-config.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ImageStream } from '../data/stream.ts';
import { evaluateMgg, type MggEvaluation } from '../experiments/evaluate-mgg.ts';
import { preprocessingOf } from '../experiments/preprocessing.ts';
import type { OpenStream } from '../experiments/open-stream.ts';
import type { LearningTask } from '../experiments/pretrain-task.ts';
import { modelWarnings, openBasics, openStatistics, type Basics, type Setup } from './setup.ts';

/** The training images in the order of an epoch: the same ones each time, otherwise shuffled. */
function epochStream(config: PretrainConfig, { dataset, model }: Basics): LearningTask['epochStream'] {
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

/** The data and the model of a task, opened. */
export interface OpenedTask {
  readonly config: PretrainConfig;
  readonly setup: Setup;
  readonly basics: Basics;
  /** Of the training images. */
  readonly fingerprint: string;
  /** Notes for the user. */
  readonly warnings: readonly string[];
}

/** Opens one task of a pre-training. @param config of the task alone, see `tasksOf` @throws LabError as `openBasics` */
export async function openTask(config: PretrainConfig, setup: Setup): Promise<OpenedTask> {
  const basics = await openBasics(config, null, setup);
  const { fingerprint, notices } = await epochStream(config, basics)(0);
  return { config, setup, basics, fingerprint, warnings: [...modelWarnings(config, basics), ...notices] };
}

/**
 * Model, data and evaluation for learning from an opened task.
 * @param streams takes all streams of images that are read, so that those that can't be are reported
 */
export async function learningTask(
  { config, setup: { resources, stage }, basics }: OpenedTask,
  streams: ImageStream[],
): Promise<LearningTask> {
  const { engine, model } = basics;
  const statistics = await openStatistics(config, basics, resources, stage);
  const epochs = epochStream(config, basics);
  const validation = config.evaluation === null ? null : await resources.evaluationDataset(config.evaluation);
  const evaluation: MggEvaluation | null = validation && {
    engine,
    model,
    statistics,
    streams: await evaluationStreams(config, validation, basics),
    batchSize: config.evaluationBatchSize,
    seed: config.seed,
    options: { lr: config.evaluationLr, lambda: config.lambda, beta1: config.beta1, beta2: config.beta2 },
  };
  streams.push(...(evaluation?.streams.map(({ stream }) => stream) ?? []));
  return {
    model,
    statistics,
    epochStream: async (epoch) => {
      const stream = await epochs(epoch);
      streams.push(stream);
      return stream;
    },
    evaluate: evaluation && ((mgg) => evaluateMgg(evaluation, mgg)),
  };
}
