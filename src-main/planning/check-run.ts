import type { RunWarning } from '../../src-shared/api/runs.ts';
import { LabError } from '../../src-shared/errors.ts';
import { guessText } from '../../src-shared/model-reading.ts';
import { normalisationWarning } from '../../src-shared/normalisation.ts';
import { storesShifts, type DatasetConfig, type RunConfig, type RunConfigInput } from '../../src-shared/run-config.ts';
import { shiftsMet } from '../../src-shared/runs/streams.ts';
import { openImages } from '../data/datasets.ts';
import { requireStored } from '../data/folder/corrupted.ts';
import { requireKnownClasses } from '../data/folder/class-order.ts';
import { firstNames } from '../data/folder/wording.ts';
import { readOrder, resolveOrder } from '../data/order-file.ts';
import { checkShift } from '../data/shifts.ts';
import { requireNormalisation } from '../experiments/preprocessing.ts';
import { mggFile } from '../platform/package-root.ts';
import { readMgg } from '../jobs/reader/foreign-files.ts';
import { classOrder } from '../models/class-labels.ts';
import { labOwn } from '../catalog/own/lab-own.ts';
import type { MethodFacts } from '../catalog/own/own-methods.ts';
import { configure } from '../runs/configure.ts';
import { availableImages } from './available-images.ts';
import type { DatasetFacts, DatasetFactsReader } from './dataset-facts.ts';
import type { ModelFactsReader } from './model-facts.ts';

export interface FactReaders {
  readonly datasets: DatasetFactsReader;
  readonly models: ModelFactsReader;
}

/**
 * Checks a configuration as far as it can be without computing: settings, corruptions, dataset, model, MGG and whether
 * they fit together. @returns it with all defaults filled in
 * @throws LabError `bad-option`, `bad-input`, `not-found` or `bad-checkpoint`, in one sentence
 */
export async function checkRun(input: RunConfigInput, facts: FactReaders): Promise<RunConfig> {
  const { config, method } = await configure(input);
  const own = ((await labOwn()?.corruptions.ids()) ?? []).map((id) => ({ id }));
  if (!storesShifts(config.dataset)) for (const shift of config.shifts) checkShift(shift, own);
  await checkData(config, facts);
  await checkSource(config, method, facts);
  await checkClean(config, facts);
  // It is opened as the run will open it, and found wrong now.
  if (config.oodFolder !== null) await facts.datasets.read({ kind: 'folder', path: config.oodFolder });
  if (config.mgg !== null) await readMgg(mggFile(config.mgg));
  return config;
}

/**
 * Warnings about a run or a pre-training that is valid but may be unintended: images normalised otherwise than those that the model
 * was trained on, what of the model had to be guessed, and how classes were numbered where it could be otherwise.
 * @throws LabError `bad-option`, `bad-input`, `not-found` or `bad-checkpoint`
 */
export async function runWarnings(
  config: Pick<RunConfig, 'dataset' | 'model' | 'reading' | 'normalisation'> & Partial<Pick<RunConfig, 'classMask'>>,
  { datasets, models }: FactReaders,
): Promise<RunWarning[]> {
  const { normalisation: own, parts, labels } = await models.read(config);
  requireNormalisation(config.normalisation, own);
  const { notices, classNames } = await datasets.read(config.dataset);
  const { notice } = classOrder(classNames, config.classMask ? null : labels);
  const about = (setting: RunWarning['setting'], ...texts: readonly (string | null)[]): RunWarning[] =>
    texts.flatMap((text) => (text === null ? [] : [{ text, setting }]));
  return [
    ...about('normalisation', normalisationWarning(config.normalisation, own)),
    ...about('model', guessText(parts)),
    ...about('dataset', notice, ...notices),
  ];
}

async function checkData(config: RunConfig, facts: FactReaders): Promise<void> {
  const { dataset, classMask, normalisation } = config;
  const data = await facts.datasets.read(dataset);
  const { classes, normalisation: own, labels } = await facts.models.read(config);
  requireNormalisation(normalisation, own);
  requireKnownClasses(data, classMask);
  if (classMask === null && data.classNames.length !== classes) throw otherClasses(config, data, classes);
  if (classMask === null) classOrder(data.classNames, labels);
  if (data.storedShifts) requireStored(data.name, data.storedShifts, shiftsMet(config));
  const outside = classMask?.find((index) => index >= classes);
  if (outside !== undefined) {
    throw new LabError('bad-option', `The class mask names class ${outside}, but the model has ${classes} classes.`);
  }
  await checkNumber(config, data);
}

/** @throws LabError `bad-option` where there are fewer images than asked for, `bad-input` naming what is wrong with an order file */
async function checkNumber(config: RunConfig, data: DatasetFacts): Promise<void> {
  const { images, orderFile, dataset } = config;
  const { name, count } = await availableImages(config, data);
  if (orderFile !== null) await checkPaths(orderFile, dataset);
  if (images !== null && images > count) {
    throw new LabError(
      'bad-option',
      `${images} images per shift were asked for, but ${name} has ${count}.`,
      'Ask for fewer, or for all.',
    );
  }
}

/** @throws LabError `bad-input` for a path that the dataset doesn't have; indices are counted without opening it */
async function checkPaths(orderFile: string, dataset: DatasetConfig): Promise<void> {
  const listed = await readOrder(orderFile);
  if (listed.kind === 'paths') resolveOrder(orderFile, listed, await openImages(dataset, { identified: false }));
}

/** Says what may have gone wrong with the classes. @param classes of the model */
function otherClasses({ dataset }: RunConfig, { name, classNames, empty }: DatasetFacts, classes: number): LabError {
  const without =
    empty.length === 0 ? '' : ` with images (${firstNames(empty)} ${empty.length === 1 ? 'is' : 'are'} empty)`;
  const message = `${name} has ${classNames.length} classes${without}, but the model has ${classes}.`;
  const isUnnamed = dataset.kind === 'folder' && dataset.benchmark === undefined;
  const wnids = isUnnamed && classNames.every((folder) => /^n\d{8}$/.test(folder));
  const hint = wnids
    ? 'Set the benchmark of the folder, so that its classes are known; or choose another dataset or model.'
    : 'Choose another dataset or model, or give a class mask.';
  return new LabError('bad-input', message, hint);
}

/** @throws LabError `bad-option` where there are fewer clean images than are to be predicted after each stream */
async function checkClean({ dataset, cleanImages }: RunConfig, { datasets }: FactReaders): Promise<void> {
  if (cleanImages === null) return;
  const path = dataset.kind === 'folder' ? dataset.source : undefined;
  const { name, images } = await datasets.read(path === undefined ? dataset : { kind: 'folder', path });
  if (cleanImages <= images) return;
  throw new LabError(
    'bad-option',
    `${cleanImages} clean images were asked for, but ${name} has ${images}.`,
    'Ask for fewer, or for none.',
  );
}

/** Source statistics need clean images that are never tested on. */
async function checkSource(
  { dataset, sourceImages }: RunConfig,
  method: MethodFacts,
  facts: FactReaders,
): Promise<void> {
  if (!method.needs.includes('statistics') || dataset.kind === 'quickstart') return;
  if (dataset.source === undefined) {
    throw new LabError(
      'bad-option',
      `${method.name} needs clean images for its source statistics, and this dataset names none.`,
      'Give the dataset a folder of clean images, or choose a method without source statistics.',
    );
  }
  const source = await facts.datasets.read({ kind: 'folder', path: dataset.source });
  if (sourceImages !== null && sourceImages > source.images) {
    throw new LabError(
      'bad-option',
      `${sourceImages} source images were asked for, but ${source.name} has ${source.images}.`,
      'Ask for fewer, or for all.',
    );
  }
}
