import type { RunContents } from '../../src-main/store/store.ts';
import { csvText, numberText } from '../../src-shared/csv.ts';
import { fitText } from '../../src-shared/generator/csv.ts';
import type { GeneratorView } from '../../src-shared/generator/view.ts';
import type { GradientRecord } from '../../src-shared/gradient-records.ts';
import type { EpochRecord } from '../../src-shared/records.ts';
import { meanOfKnown } from '../../src-shared/run-figures.ts';
import { mean, meanStd } from '../../src-shared/statistics/mean-std.ts';
import type { Condition } from './plan.ts';

/** A run of a condition with all that it measured. */
export interface Measured {
  readonly condition: Condition;
  readonly seed: number;
  readonly contents: RunContents;
}

/** A line of a file of docs/study; what was not measured is null. */
export type Row = Readonly<Record<string, string | number | null>>;

/** Batches of the beginning of a stream: where the paper sees its largest gain. */
const firstBatches = 10;
/** Parts of a stream over which accuracies are compared. */
const stretches = 4;

const key = ({ condition, seed }: Measured): Row => {
  const { streams, name, lr } = condition;
  return { streams, method: name, lr, seed };
};

/** Share of correct images in some batches of each stream, mean over the streams. */
function accuracyIn({ contents }: Measured, holds: (batch: number, count: number) => boolean): number {
  const shares = contents.shifts.map(({ batches }) => {
    const some = batches.filter(({ index }) => holds(index, batches.length));
    const sum = (of: (batch: (typeof some)[number]) => number): number =>
      some.reduce((total, one) => total + of(one), 0);
    return sum(({ correct1 }) => correct1) / sum(({ size }) => size);
  });
  return mean(shares);
}

/** Accuracies of a run: over its streams, their first batches, and each quarter of them. */
export function runRow(run: Measured): Row {
  const quarters = Array.from({ length: stretches }, (_, quarter) => {
    const within = (batch: number, count: number): boolean => Math.floor((batch * stretches) / count) === quarter;
    return [`quarter_${quarter + 1}`, accuracyIn(run, within)] as const;
  });
  const ends = run.contents.shifts.map(({ batches }) => batches.at(-1)?.diagnostics['theta_distance']);
  return {
    ...key(run),
    accuracy: accuracyIn(run, () => true),
    first_batches: accuracyIn(run, (batch) => batch < firstBatches),
    ...Object.fromEntries(quarters),
    distance: meanOfKnown(ends),
  };
}

/** Batches over which the curve of a mixed stream is a mean. */
const window = 16;

/**
 * Curves over the batches, mean and standard deviation over the seeds: of streams of one corruption the accuracy so far, of the mixed
 * one that of the last batches.
 * @param runs of one condition
 */
export function curveRows(runs: readonly Measured[]): Row[] {
  const [first] = runs;
  if (!first) return [];
  const { streams, name, lr } = first.condition;
  const from = streams === 'mixed' ? window - 1 : 0;
  const batches = first.contents.shifts[0]?.batches.slice(from) ?? [];
  return batches.map(({ index }) => {
    const since = streams === 'mixed' ? index - window : -1;
    const values = runs.map((run) => accuracyIn(run, (batch) => batch > since && batch <= index));
    return { streams, method: name, lr, batch: index + 1, accuracy: mean(values), std: meanStd(values)?.std ?? 0 };
  });
}

const measures = [
  'update',
  'effectiveRate',
  'saturation',
  'cosineDescent',
  'cosineAdam',
  'halvesCosine',
  'halvesSignal',
  'labelsGradient',
  'labelsUpdate',
  'memoryWeight',
] as const;

/** Means over records. */
function meansOf(records: readonly GradientRecord[]): Row {
  const groups = [0, 1, 2, 3].flatMap((group) =>
    (['gradient', 'update'] as const).map(
      (what) => [`${what}_${group + 1}`, meanOfKnown(records.map(({ groups: all }) => all[group]?.[what]))] as const,
    ),
  );
  return {
    ...Object.fromEntries(
      measures.map((measure) => [measure, meanOfKnown(records.map(({ whole }) => whole[measure]))]),
    ),
    ...Object.fromEntries(groups),
  };
}

/** Figures of a run's gradients at each recorded batch, mean over its streams. */
export function gradientRows(run: Measured): Row[] {
  const { records: every } = run.condition;
  const planned = run.contents.gradients.filter(({ batch }) => every !== null && batch % every === 0);
  const byBatch = Map.groupBy(planned, ({ batch }) => batch);
  return [...byBatch].map(([batch, records]) => ({ ...key(run), batch: batch + 1, ...meansOf(records) }));
}

/** Response of a generator at the start of a stream, and its provenance. */
export function generatorRow(
  { recipe, seed }: { readonly recipe: string; readonly seed: number },
  epochs: readonly EpochRecord[],
  { responses }: GeneratorView,
): Row {
  const start = responses.find(({ id }) => id === 'start');
  const best = epochs.findLast(({ isBest }) => isBest);
  const fit = (kind: string) => start?.fits.find((one) => one.kind === kind);
  const nearest = fit(start?.nearest ?? '');
  const extreme = start?.values.filter((value) => Math.abs(value) > 0.95).length ?? 0;
  return {
    recipe,
    seed,
    epochs: epochs.length || null,
    best_epoch: best ? best.epoch + 1 : null,
    best_accuracy: best ? mean(Object.values(best.accuracy)) : null,
    nearest: nearest ? fitText(nearest) : null,
    r2_nearest: nearest?.r2 ?? null,
    r2_sign: fit('sign')?.r2 ?? null,
    r2_tanh: fit('tanh')?.r2 ?? null,
    saturated: start ? extreme / start.values.length : null,
  };
}

const digits = 6;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return numberText(Number(value.toPrecision(digits)));
  if (/[",\n]/.test(value)) throw new Error(`'${value}' would need quotes in a CSV file.`);
  return value;
}

/** @param rows all with the columns of the first */
export function rowsCsv(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  return csvText([columns, ...rows.map((row) => columns.map((column) => cell(row[column] ?? null)))]);
}

/** Rows that `rowsCsv` has written. */
export function readRows(csv: string): Row[] {
  const [head = '', ...lines] = csv.trimEnd().split('\n');
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(
      columns.map((column, i) => {
        const text = cells[i] ?? '';
        return [column, text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text)];
      }),
    );
  });
}
