import { corruptionNames } from '../../src-shared/corruptions.ts';
import type { RunConfigInput, Shift } from '../../src-shared/run-config.ts';
import type { MethodFacts } from '../catalog/own/own-methods.ts';
import type { QuickstartSettings } from '../planning/quickstart.ts';
import {
  accuracyAfter,
  averageAt,
  averageColumn,
  corruptionColumns,
  eceColumn,
  memoryColumn,
  secondsColumn,
} from './columns.ts';
import type { PlannedRun, Suite, SuiteColumn, SuiteRow } from './suite.ts';

/** One corruption of each group: enough to see a trend, in a quarter of the time. */
const fewCorruptions = ['gaussian_noise', 'defocus_blur', 'fog', 'jpeg_compression'] as const;
const batchSizes = [2, 4, 8, 16, 64] as const;
/** The paper's 50,000 images are 782 batches; the quick start's 2,000 are 32. */
const updates = [0, 1, 2, 4, 8, 16] as const;
const mixedImages = 500;

type Entry = QuickstartSettings['runs'][number];
type Changes = Partial<RunConfigInput>;

/** With the user's own methods, as their options are by default. */
export function withOwnMethods(settings: QuickstartSettings, own: readonly MethodFacts[]): QuickstartSettings {
  const taken = new Set(settings.runs.map(({ name }) => name));
  const runs = own.map(({ id, name, needs }): Entry => {
    const mgg = needs.includes('mgg') ? 'quickstart' : null;
    return { name: taken.has(name) ? `${name} (${id})` : name, method: id, options: {}, mgg, quick: false };
  });
  return { ...settings, runs: [...settings.runs, ...runs] };
}

/** The suites on the embedded data: the shapes of the paper's tables, in minutes. */
export function quickstartSuites(settings: QuickstartSettings): Suite[] {
  const rows: SuiteRow[] = settings.runs.map(({ name, method }) => ({ id: name, label: name, method }));
  const adapting = settings.runs.filter(({ method }) => method !== 'noadapt');
  const shiftsOf = (names: readonly string[]): Shift[] =>
    names.map((corruption) => ({ corruption, severity: settings.severity }));

  const configOf = ({ method, options, mgg }: Entry, seed: number, changes: Changes = {}): RunConfigInput => ({
    dataset: { kind: 'quickstart', split: 'test' },
    model: 'quickstart',
    mgg,
    method,
    options,
    shifts: shiftsOf(corruptionNames),
    images: settings.images,
    batchSize: settings.batchSize,
    seed,
    sourceImages: settings.sourceImages,
    ...changes,
  });

  /** One run per method that fills its whole row. */
  const oneRunPerRow =
    (entries: readonly Entry[], columns: readonly SuiteColumn[], changes: Changes = {}) =>
    (seed: number): PlannedRun[] =>
      entries.map((entry) => ({
        row: entry.name,
        columns: columns.map(({ id }) => id),
        name: entry.name,
        config: configOf(entry, seed, changes),
      }));

  /** One run per method and value, each filling one cell. */
  const oneRunPerCell =
    (entries: readonly Entry[], values: readonly { column: string; suffix: string; changes: Changes }[]) =>
    (seed: number): PlannedRun[] =>
      entries.flatMap((entry) =>
        values.map(({ column, suffix, changes }) => ({
          row: entry.name,
          columns: [column],
          name: `${entry.name}, ${suffix}`,
          config: configOf(entry, seed, changes),
        })),
      );

  const common = {
    family: 'embedded',
    notes: [],
    published: () => null,
    defaultSeeds: [settings.seed],
    curve: null,
  } as const;
  const rowsOf = (entries: readonly Entry[]): SuiteRow[] => rows.filter(({ id }) => entries.some((e) => e.name === id));

  const mainColumns = [...corruptionColumns, averageColumn, eceColumn, secondsColumn, memoryColumn];
  const mixedColumns = [averageColumn, eceColumn];
  const few = shiftsOf(fewCorruptions);
  const budgets = updates.map((count) => ({
    column: `u${count}`,
    suffix: `${count} ${count === 1 ? 'update' : 'updates'}`,
    changes: { shifts: few, budgetBatches: count },
  }));
  const unlimited = { column: 'all', suffix: 'all batches', changes: { shifts: few } };
  const policies = (['reset', 'continual'] as const).map((policy) => ({
    column: policy,
    suffix: policy,
    changes: { policy },
  }));

  return [
    {
      ...common,
      id: 'quickstart-corruptions',
      title: 'Accuracy by corruption',
      about: 'Every method on the 15 corruptions of the embedded images, as in Table 1 of the paper.',
      rows,
      columns: mainColumns,
      plan: oneRunPerRow(settings.runs, mainColumns),
    },
    {
      ...common,
      id: 'quickstart-data-budget',
      title: 'Accuracy by data budget',
      about: 'Adaptation ends after some batches of a stream; the rest is only predicted, as in Table 2 of the paper.',
      rows: rowsOf(adapting),
      columns: [...updates.map((count) => averageAt(`u${count}`, String(count))), averageAt('all', 'all')],
      plan: oneRunPerCell(adapting, [...budgets, unlimited]),
      curve: { xLabel: 'Adapted batches', yLabel: 'Average accuracy', x: [...updates, null] },
    },
    {
      ...common,
      id: 'quickstart-convergence',
      title: 'Convergence',
      about: 'Accuracy on the images that follow the first k updates, as in Figure 3 of the paper.',
      rows: rowsOf(adapting),
      columns: updates.map((count) => accuracyAfter(count, `u${count}`, String(count))),
      plan: oneRunPerCell(adapting, budgets),
      curve: { xLabel: 'Updates', yLabel: 'Accuracy on what follows', x: [...updates] },
    },
    {
      ...common,
      id: 'quickstart-mixed',
      title: 'Mixed shifts',
      about: 'All 15 corruptions shuffled into one stream, as in Table 7 of the paper.',
      rows,
      columns: mixedColumns,
      plan: oneRunPerRow(settings.runs, mixedColumns, { order: 'mixed', images: mixedImages }),
    },
    {
      ...common,
      id: 'quickstart-batch-size',
      title: 'Batch size',
      about: 'From two images per step to the usual number, as in Table 8 of the paper.',
      rows: rowsOf(adapting),
      columns: batchSizes.map((size) => averageAt(`b${size}`, String(size))),
      plan: oneRunPerCell(
        adapting,
        batchSizes.map((batchSize) => ({
          column: `b${batchSize}`,
          suffix: `batch ${batchSize}`,
          changes: { shifts: few, batchSize },
        })),
      ),
      curve: { xLabel: 'Batch size', yLabel: 'Average accuracy', x: [...batchSizes] },
    },
    {
      ...common,
      id: 'quickstart-continual',
      title: 'Reset or continual',
      about: 'Whether what was learned on one corruption helps or harms on the next.',
      rows: rowsOf(adapting),
      columns: policies.map(({ column }) => averageAt(column, column)),
      plan: oneRunPerCell(adapting, policies),
    },
  ];
}
