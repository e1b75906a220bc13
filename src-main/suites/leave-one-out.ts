import { corruptionShortNames } from '../../src-shared/comparison/corruption-words.ts';
import { validationCorruptionNames } from '../../src-shared/corruptions.ts';
import { pretrainConfigSchema } from '../../src-shared/pretrain-config.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import type { QuickstartSettings } from '../planning/quickstart.ts';
import { averageAt, corruptionColumn } from './columns.ts';
import { plannedGenerator } from './planned-generator.ts';
import type { PlannedPretraining, PlannedRun, Suite, SuiteColumn } from './suite.ts';

type Entry = QuickstartSettings['runs'][number];

/** Methods without a generator that the rows with one are compared with. */
const baselines: readonly string[] = ['noadapt', 'foa_sgd', 'foa_adam'];
/** Its cells are the accuracies of generators on the corruption that they did not learn from. */
const leftOutColumn: SuiteColumn = { ...averageAt('left-out', 'Left out'), isRanked: false };

/**
 * Whether a generator is of use under corruptions that it has not seen: one learns from all validation corruptions, and for each of
 * them one from the others. All are tested on the validation images under each of them, on the embedded data.
 * @param mggFolder of files that pre-trainings write
 */
export function leaveOneOutSuite(settings: QuickstartSettings, mggFolder: string): Suite {
  const { severity, images, batchSize, sourceImages } = settings;
  const shiftsOf = (names: readonly string[]) => names.map((corruption) => ({ corruption, severity }));
  const mgtta = settings.runs.find(({ method, mgg }) => method === 'mgtta' && mgg === 'quickstart');
  const lr = mgtta?.options['lr'];

  const configOf = ({ method, options }: Entry, mgg: string | null, seed: number, names: readonly string[]) =>
    ({
      dataset: { kind: 'quickstart', split: 'validation' },
      ...{ model: 'quickstart', mgg, method, options, shifts: shiftsOf(names) },
      ...{ images, batchSize, seed, sourceImages },
    }) satisfies RunConfigInput;

  /** The generator that learns from these corruptions, as that of the quick start did. Its epochs are compared on them, too. */
  function generatorOf(names: readonly string[], label: string, seed: number) {
    const usual = pretrainConfigSchema.shape.evaluationLr.parse(undefined);
    return plannedGenerator(
      `MGG, ${label}`,
      {
        dataset: { kind: 'quickstart', split: 'train' },
        evaluation: { kind: 'quickstart', split: 'validation' },
        ...{ model: 'quickstart', shifts: shiftsOf(names), seed, sourceImages },
        ...{ evaluationBatchSize: batchSize, evaluationLr: typeof lr === 'number' ? lr : usual },
      },
      mggFolder,
      'leave-one-out',
    );
  }

  const others = (left: string): string[] => validationCorruptionNames.filter((name) => name !== left);
  const without = (left: string): string => `without ${corruptionShortNames[left] ?? left}`;
  const compared = settings.runs.filter(({ method }) => baselines.includes(method));
  const all = 'all four';
  const wholeRow = [...validationCorruptionNames, leftOutColumn.id];

  function plan(seed: number): PlannedRun[] {
    const runOf = (
      entry: Entry,
      row: string,
      names: readonly string[],
      columns: readonly string[],
      generator?: { readonly mgg: string; readonly pretraining: PlannedPretraining },
    ): PlannedRun => ({
      ...{ row, columns, name: generator ? `${entry.name}, ${row}` : row },
      config: configOf(entry, generator?.mgg ?? null, seed, names),
      ...(generator ? { pretraining: generator.pretraining } : {}),
    });
    const rows = compared.map((entry) => runOf(entry, entry.name, validationCorruptionNames, wholeRow));
    if (!mgtta) return rows;
    const ofAll = generatorOf(validationCorruptionNames, all, seed);
    return [
      ...rows,
      runOf(mgtta, all, validationCorruptionNames, wholeRow, ofAll),
      ...validationCorruptionNames.flatMap((left) => {
        const generator = generatorOf(others(left), without(left), seed);
        return [
          runOf(mgtta, without(left), [left], [left, leftOutColumn.id], generator),
          runOf(mgtta, without(left), others(left), others(left), generator),
        ];
      }),
    ];
  }

  const generators = mgtta ? [all, ...validationCorruptionNames.map(without)] : [];
  return {
    id: 'quickstart-leave-one-out',
    title: 'Leave one corruption out',
    about: 'Generators pre-trained on all validation corruptions but one, and tested on that one.',
    family: 'embedded',
    notes: [
      'In the column Left out, rows that leave none out have their mean over all four corruptions, and the others their accuracy under one: none is marked as the best.',
    ],
    rows: [
      ...compared.map(({ name, method }) => ({ id: name, label: name, method })),
      ...generators.map((label) => ({ id: label, label: `MGTTA, ${label}`, method: 'mgtta' })),
    ],
    columns: [...validationCorruptionNames.map((name) => corruptionColumn(name, null)), leftOutColumn],
    published: () => null,
    defaultSeeds: [settings.seed],
    plan,
    curve: null,
  };
}
