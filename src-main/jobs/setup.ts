import { LabError } from '../../src-shared/errors.ts';
import { arithmeticText, guessText, readingText } from '../../src-shared/model-reading.ts';
import { normalisationWarning } from '../../src-shared/normalisation.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import type { Dataset } from '../data/dataset.ts';
import { requireKnownClasses } from '../data/folder/class-order.ts';
import type { Engine, HostTensor } from '../engines/engine.ts';
import { computeFisher } from '../experiments/fisher.ts';
import { describePreprocessing, preprocessingOf } from '../experiments/preprocessing.ts';
import { computeSourceStatistics, statisticsBatchSize } from '../experiments/source-statistics.ts';
import type { FisherRequest, SourceStatistics } from '../methods/method.ts';
import { classLabels, classOrder } from '../models/class-labels.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { ChosenEngine, JobEvent, RunFacts } from './messages.ts';
import { modelFile } from '../platform/package-root.ts';
import type { Resources } from './resources.ts';

/** Says what is being set up. */
export type Stage = (text: string) => void;

/** With what a run is set up. */
export interface Setup {
  readonly resources: Resources;
  readonly stage: Stage;
  /** Engine that the lab has taken for a run that leaves the choice to it. */
  readonly chosenEngine?: ChosenEngine | undefined;
}

/** Parts that every run needs. */
export interface Basics {
  readonly engine: Engine;
  /** Why it was taken, where the run left that to the lab. */
  readonly engineReason?: string;
  readonly model: SourceModel;
  readonly dataset: Dataset;
  /** Notes for the user on how they fit together. */
  readonly notices: readonly string[];
}

/** With a class mask the user says which classes of the model count. */
const noOrder = { order: null, notice: null };

type BasicConfig = Pick<
  RunConfig,
  'dataset' | 'model' | 'reading' | 'normalisation' | 'engine' | 'threads' | 'sourceImages' | 'seed'
> &
  Partial<Pick<RunConfig, 'oodFolder' | 'precision'>>;

/**
 * Opens dataset, model and engine, in the order of what is quickest to be found wrong.
 * @param mask indices of the classes that count, null for all
 * @throws LabError in one sentence when something is missing, damaged, or does not fit together
 */
export async function openBasics(
  config: BasicConfig,
  mask: readonly number[] | null,
  { resources, stage, chosenEngine }: Setup,
): Promise<Basics> {
  stage('Opening the data');
  const dataset = await resources.dataset(config.dataset, config.oodFolder);
  stage('Loading the model');
  const { order, notice } =
    mask === null ? classOrder(dataset.classNames, classLabels(modelFile(config.model))) : noOrder;
  const model = await resources.model(config, mask ?? order);
  const { length: classes } = dataset.classNames;
  if (mask === null && classes !== model.classes) {
    throw new LabError(
      'bad-input',
      `${dataset.name} has ${classes} classes, but the model has ${model.classes}.`,
      'Choose another folder or model, or give a class mask.',
    );
  }
  requireKnownClasses(dataset, mask);
  stage('Starting the engine');
  const engine = await resources.engine(chosenEngine?.id ?? config.engine, config.threads, config.precision);
  const reason = chosenEngine === undefined ? {} : { engineReason: chosenEngine.reason };
  return { engine, ...reason, model, dataset, notices: notice === null ? [] : [notice] };
}

/** Source statistics of the model, computed once for all runs in a row that share them. */
export function openStatistics(
  config: BasicConfig,
  { engine, model, dataset }: Basics,
  resources: Resources,
  stage: Stage,
): Promise<SourceStatistics> {
  const { sourceImages: count, seed, threads, precision, dataset: images } = config;
  const preprocessing = preprocessingOf(model, config.normalisation);
  const { hash, parts } = model;
  const { id } = engine.description;
  const place = [id, threads, precision];
  const key = [...place, hash, parts, preprocessing, dataset.fingerprint, count, seed, images];
  return resources.sourceStatistics(JSON.stringify(key), async () => {
    stage('Computing source statistics');
    const batchSize = statisticsBatchSize;
    const stream = await dataset.sourceImages({ ...preprocessing, count, seed, batchSize });
    return computeSourceStatistics(engine, model, stream);
  });
}

/**
 * Fisher information of the source model over all classes, whatever the mask, computed once for all runs in a row that share
 * it. Where there are fewer source images than asked for, all of them are used.
 * @param unmasked the model without the class mask
 */
export function openFisher(
  config: BasicConfig,
  { images, batchSize }: FisherRequest,
  { engine, dataset }: Basics,
  unmasked: SourceModel,
  resources: Resources,
  stage: Stage,
): Promise<HostTensor> {
  const { seed, threads, precision, dataset: source } = config;
  const { id } = engine.description;
  const preprocessing = preprocessingOf(unmasked, config.normalisation);
  const { hash, parts } = unmasked;
  const place = [id, threads, precision];
  const key = [...place, hash, parts, preprocessing, dataset.fingerprint, images, batchSize, seed, source];
  return resources.fisher(JSON.stringify(key), async () => {
    stage('Estimating the Fisher information');
    const options = { ...preprocessing, seed, batchSize };
    const all = await dataset.sourceImages({ ...options, count: null });
    const enough = all.imageCount > images;
    return computeFisher(
      engine,
      unmasked,
      (enough ? await dataset.sourceImages({ ...options, count: images }) : all).batches(),
    );
  });
}

/** Notices on the model and its images; logged once per run. */
export function modelWarnings({ normalisation }: BasicConfig, { model, notices }: Basics): string[] {
  const warnings = [normalisationWarning(normalisation, model.normalisation), guessText(model.parts)];
  return [...warnings.filter((warning) => warning !== null), ...notices];
}

/** Writes sentences into the log of a run that has begun. */
export function logWarnings(emit: (event: JobEvent) => void, texts: readonly string[]): void {
  for (const text of texts) emit({ type: 'log', level: 'warning', text });
}

/** Facts noted about a run so that it can be repeated. */
export function factsOf(
  { normalisation }: BasicConfig,
  { engine, engineReason, model, dataset }: Basics,
  { datasetFingerprint, mggHash }: Pick<RunFacts, 'datasetFingerprint' | 'mggHash'>,
): RunFacts {
  const { id, device, version, threads } = engine.description;
  return {
    engine: id,
    ...(engineReason === undefined ? {} : { engineReason }),
    device,
    engineVersion: version,
    threads,
    modelHash: model.hash,
    ...(model.tensors === '' ? {} : { modelTensors: model.tensors }),
    arithmetic: arithmeticText(model.parts),
    arithmeticSources: readingText(model.parts),
    mggHash,
    datasetFingerprint,
    preprocessing: describePreprocessing(preprocessingOf(model, normalisation), dataset.framing),
  };
}
