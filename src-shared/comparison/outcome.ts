import { meanStd, type MeanStd } from '../statistics/mean-std.ts';
import { headlineOf, type FiguresUnderWay } from '../run-figures.ts';
import type { ComparisonRow } from './rows.ts';

/** The one accuracy and time of a row: mean and deviation over its runs, so far while one of them is not done. */
export interface RowHeadline {
  /** Fractions; null before the first image. */
  readonly accuracy: MeanStd | null;
  /** Mean seconds. */
  readonly seconds: number | null;
  /** Runs that are in the mean. */
  readonly count: number;
  readonly soFar: boolean;
}

/** The headline of each row, in their order. @param progressOf progress of a run under way */
export function rowHeadline(
  { runs }: ComparisonRow,
  progressOf: (id: string) => FiguresUnderWay | undefined = () => undefined,
): RowHeadline {
  const headlines = runs.map(({ run }) => headlineOf(run, progressOf(run.id)));
  const accuracies = headlines.flatMap(({ accuracy }) => accuracy ?? []);
  const seconds = meanStd(headlines.flatMap((headline) => headline.seconds ?? []));
  return {
    accuracy: meanStd(accuracies) ?? null,
    seconds: seconds?.mean ?? null,
    count: accuracies.length,
    soFar: headlines.some(({ soFar }) => soFar),
  };
}

/** Outcome of a comparison with the source model. */
export interface Outcome {
  /** The best of the rows that are done. */
  readonly best: { readonly label: string; readonly accuracy: number };
  /** The source model as it is; undefined where it is not among them, or the best itself. */
  readonly baseline: { readonly label: string; readonly accuracy: number; readonly delta: number } | undefined;
  /** Rows that are not done. */
  readonly open: number;
}

/** The place of the row of the source model, which never adapts; −1 where there is none, or several. */
export function sourceRow(rows: readonly ComparisonRow[]): number {
  const places = rows.flatMap(({ runs }, place) => (runs.every(({ run }) => run.method === 'noadapt') ? [place] : []));
  return places.length === 1 ? places[0]! : -1;
}

/** Which of the rows is best, and by how much over the source model; undefined until two rows are done. */
export function outcomeOf(rows: readonly ComparisonRow[], headlines: readonly RowHeadline[]): Outcome | undefined {
  const done = rows.flatMap(({ label }, place) => {
    const { accuracy = null, soFar = true } = headlines[place] ?? {};
    return soFar || accuracy === null ? [] : [{ label, accuracy: accuracy.mean, place }];
  });
  if (done.length < 2) return undefined;
  const best = done.reduce((most, one) => (one.accuracy > most.accuracy ? one : most));
  const source = done.find(({ place }) => place === sourceRow(rows));
  return {
    best: { label: best.label, accuracy: best.accuracy },
    baseline:
      source === undefined || source === best
        ? undefined
        : { label: source.label, accuracy: source.accuracy, delta: best.accuracy - source.accuracy },
    open: rows.length - done.length,
  };
}
