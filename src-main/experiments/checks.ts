import { LabError } from '../../src-shared/errors.ts';
import { storesShifts, type RunConfig, type Shift } from '../../src-shared/run-config.ts';
import { requirePrecision } from '../engines/precision.ts';
import type { Method } from '../methods/method.ts';

/** Smallest batch a method can adapt to: two images where it needs a standard deviation over the batch. */
export function smallestBatch(method: Pick<Method, 'needs'>): number {
  return method.needs.includes('batch-statistics') ? 2 : 1;
}

/** Images that are adapted to at once. */
export const adaptedImages = ({ window, batchSize }: Pick<RunConfig, 'window' | 'batchSize'>): number =>
  window ?? batchSize;

/** @throws LabError `bad-option`: a shift that is listed twice would count twice */
export function requireDistinct(shifts: readonly Shift[]): void {
  const names = shifts.map(({ corruption, severity }) => (severity === 0 ? corruption : `${corruption}/${severity}`));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new LabError('bad-option', `${twice} is listed twice.`, 'List each shift once.');
}

/** @throws LabError `bad-option`: one stream has its labels in one order */
function checkLabels({ imbalanceRatio, labelOrder }: RunConfig): void {
  if (imbalanceRatio === null || labelOrder === 'shuffled') return;
  throw new LabError(
    'bad-option',
    `An imbalance ratio and ${labelOrder} labels can't both decide the order of a stream.`,
    'Leave the imbalance ratio out, or shuffle the labels.',
  );
}

/** @throws LabError `bad-option`: a file leaves nothing to order */
function checkOrderFile({ orderFile, order, imbalanceRatio, labelOrder }: RunConfig): void {
  if (orderFile === null) return;
  const other =
    order === 'mixed'
      ? 'shifts in one stream are shuffled'
      : imbalanceRatio !== null
        ? 'an imbalance ratio draws them'
        : labelOrder !== 'shuffled'
          ? `labels are to be ${labelOrder === 'sorted' ? 'sorted' : 'in Dirichlet order'}`
          : undefined;
  if (other === undefined) return;
  throw new LabError(
    'bad-option',
    `The order file gives the order of the images, but ${other}.`,
    'Leave the order file out, or separate streams with shuffled labels and no imbalance ratio.',
  );
}

/** @throws LabError `bad-option` where a dataset has no clean images, as is known by its settings alone */
function checkClean({ cleanImages, dataset, shifts }: RunConfig): void {
  if (cleanImages === null || dataset.kind !== 'folder' || dataset.source !== undefined) return;
  if (!dataset.corrupted && shifts.some(({ severity }) => severity > 0)) return;
  throw new LabError(
    'bad-option',
    `${cleanImages} clean images are to be predicted after each stream, but ${dataset.path} holds none.`,
    'Give the dataset a source folder of clean images, or predict none.',
  );
}

/** @throws LabError `bad-option` where what comes again or by degrees would find a fresh model each time */
function checkSequence({ policy, order, rounds, course }: RunConfig): void {
  const refuse = (message: string, hint: string): never => {
    throw new LabError('bad-option', message, hint);
  };
  if (rounds > 1 && policy === 'reset') {
    refuse(
      `${rounds} rounds would all give the same numbers, since each stream starts from the source model.`,
      'Choose continual between streams, or one round.',
    );
  }
  if (course === 'gradual' && policy === 'reset') {
    refuse(
      'Gradual severities mean nothing where each stream starts from the source model.',
      'Choose continual between streams, or constant severities.',
    );
  }
  if (course === 'gradual' && order === 'mixed') {
    refuse('Shuffled into one stream, severities are not gradual.', 'Choose separate streams, or constant severities.');
  }
}

/** @throws LabError `bad-option` where a window has no place */
function checkWindow({ window, batchSize }: RunConfig, { name, noWindow }: Pick<Method, 'name' | 'noWindow'>): void {
  if (window === null) return;
  if (batchSize !== 1) {
    throw new LabError(
      'bad-option',
      `A sliding window takes in one image after the other, but batches have ${batchSize}.`,
      'Choose a batch size of 1, or no window.',
    );
  }
  if (noWindow === undefined) return;
  throw new LabError('bad-option', `${name} has no sliding window: ${noWindow}.`, 'Leave the window out.');
}

/**
 * Refuses settings that contradict each other or the method.
 * The last batch of a stream may be smaller than the smallest one a method can adapt to: it is then predicted only.
 * @throws LabError `bad-option`
 */
export function checkRunConfig(config: RunConfig, method: Pick<Method, 'id' | 'name' | 'needs' | 'noWindow'>): void {
  requirePrecision(config.engine, config.precision);
  checkWindow(config, method);
  if (adaptedImages(config) < smallestBatch(method)) {
    throw new LabError(
      'bad-option',
      `${method.name} needs statistics over a batch, which a batch of ${config.batchSize} image does not have.`,
      'Choose a batch size of 2 or more, a sliding window, or a method without batch statistics.',
    );
  }
  if (method.needs.includes('mgg') && config.mgg === null) {
    throw new LabError(
      'bad-option',
      `${method.name} needs a meta gradient generator.`,
      'Name a checkpoint, or use the embedded one (`quickstart`).',
    );
  }
  requireDistinct(config.shifts);
  checkLabels(config);
  checkSequence(config);
  checkOrderFile(config);
  checkClean(config);
  const wrong = config.shifts.find(({ corruption, severity }) => (corruption === 'clean') !== (severity === 0));
  if (wrong && !storesShifts(config.dataset)) {
    throw new LabError(
      'bad-option',
      `Severity ${wrong.severity} does not go with '${wrong.corruption}'.`,
      'Severities are 1 to 5; clean images have severity 0.',
    );
  }
}
