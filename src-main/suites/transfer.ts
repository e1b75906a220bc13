import { corruptionNames } from '../../src-shared/corruptions.ts';
import type { QuickstartEntry, QuickstartSettings } from '../planning/quickstart.ts';
import { averageColumn, corruptionColumns } from './columns.ts';
import type { PlannedRun, Suite } from './suite.ts';

/** Methods without a generator that the rows with one are compared with. */
const baselines: readonly string[] = ['noadapt', 'foa_sgd', 'foa_adam'];

/** A row: a method on one of the embedded models. */
interface Place {
  readonly row: string;
  readonly model: string;
  readonly entry: QuickstartEntry;
}

/** The rows of the quick start's model that other suites have as well, so that their runs are the same. */
function knownEntries({ runs }: QuickstartSettings): QuickstartEntry[] {
  const isOwn = ({ method, mgg }: QuickstartEntry): boolean => method === 'mgtta' && mgg === 'quickstart';
  const known = runs.filter((entry) => baselines.includes(entry.method) || isOwn(entry));
  return known.map((entry) => (isOwn(entry) ? { ...entry, name: `${entry.name} with MGG quickstart` } : entry));
}

/**
 * Whether a generator is of use for a model that it was not pre-trained with: both embedded generators on both embedded models, beside
 * methods without one. Each row has the learning rate that a sweep has chosen for it on validation images.
 */
export function transferSuite(settings: QuickstartSettings): Suite {
  const { severity, images, batchSize, sourceImages } = settings;
  const places = settings.transfer.flatMap(({ model, runs }) =>
    [...(model === 'quickstart' ? knownEntries(settings) : []), ...runs].map((entry): Place => ({
      row: `${model}: ${entry.name}`,
      model,
      entry,
    })),
  );
  const columns = [...corruptionColumns, averageColumn];
  const shifts = corruptionNames.map((corruption) => ({ corruption, severity }));

  const plan = (seed: number): PlannedRun[] =>
    places.map(({ row, model, entry: { method, options, mgg } }) => ({
      row,
      columns: columns.map(({ id }) => id),
      name: row,
      config: {
        dataset: { kind: 'quickstart', split: 'test' },
        ...{ model, mgg, method, options, shifts, images, batchSize, seed, sourceImages },
      },
    }));

  return {
    id: 'quickstart-transfer',
    title: 'Transfer to another model',
    about: 'Generators of two embedded models, each on the model that it learned with and on the other one.',
    family: 'embedded',
    notes: ['The learning rate of each row was chosen on the validation images of its model.'],
    rows: places.map(({ row, entry: { method } }) => ({ id: row, label: row, method })),
    columns,
    published: () => null,
    defaultSeeds: [settings.seed],
    plan,
    curve: null,
  };
}
