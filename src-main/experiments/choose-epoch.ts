import { meanOfKnown } from '../../src-shared/run-figures.ts';
import { taskOfAccuracy } from '../../src-shared/pretrain-tasks.ts';
import type { MggWeights } from '../mgg/weights.ts';

/** Accuracies on evaluated corruptions, see `accuracyName`, as fractions. */
export type Accuracies = Readonly<Record<string, number>>;

/** The generator of an epoch that was evaluated on several tasks. */
export interface Rival {
  readonly epoch: number;
  readonly accuracy: Accuracies;
  readonly mgg: MggWeights;
}

/** Which epoch's generator is the best so far. */
export interface Choice {
  readonly bestEpoch: number;
  /** Mean over the evaluated corruptions; null without evaluation. */
  readonly bestAccuracy: number | null;
  readonly best: MggWeights;
  /** All so far where several tasks are evaluated: a later epoch can change which of them is the best. */
  readonly rivals: readonly Rival[];
}

export const meanAccuracy = (accuracy: Accuracies): number => meanOfKnown(Object.values(accuracy)) ?? 0;

/** Mean accuracy of each evaluated task. */
function meansByTask(accuracy: Accuracies): number[] {
  const byTask = Map.groupBy(Object.entries(accuracy), ([name]) => taskOfAccuracy(name).task);
  return [...byTask.values()].map((entries) => meanAccuracy(Object.fromEntries(entries)));
}

/** Rank of each value, 1 for the largest; equal ones share the mean of their ranks. */
const ranksOf = (values: readonly number[]): number[] =>
  values.map((value) => {
    const better = values.filter((other) => other > value).length;
    const equal = values.filter((other) => other === value).length;
    return better + (equal + 1) / 2;
  });

/**
 * Mean rank of each row over the columns; the largest value of a column has rank 1.
 * @param values rows × columns, all of the same length
 */
export function meanRanks(values: readonly (readonly number[])[]): number[] {
  const columns = (values[0] ?? []).map((_, column) => ranksOf(values.map((row) => row[column]!)));
  return values.map((_, row) => columns.reduce((sum, ranks) => sum + ranks[row]!, 0) / columns.length);
}

/** The rival with the best mean rank over the tasks; of several the one with the best mean accuracy, then the earliest. */
function bestOf(rivals: readonly Rival[]): Rival | undefined {
  const ranks = meanRanks(rivals.map(({ accuracy }) => meansByTask(accuracy)));
  const ranked = rivals.map((rival, place) => ({ rival, rank: ranks[place]!, mean: meanAccuracy(rival.accuracy) }));
  return ranked.sort((a, b) => a.rank - b.rank || b.mean - a.mean)[0]?.rival;
}

/**
 * The choice after another epoch (docs/method.md §4): the best accuracy where one task is evaluated, the best mean rank where there are
 * several, and the last epoch where there is none.
 */
export function chooseEpoch(
  before: Choice,
  { epoch, accuracy, mgg }: Pick<Rival, 'epoch' | 'mgg'> & { readonly accuracy: Accuracies | null },
): Choice {
  if (accuracy === null) return { bestEpoch: epoch, bestAccuracy: null, best: mgg, rivals: [] };
  const tasks = new Set(Object.keys(accuracy).map((name) => taskOfAccuracy(name).task)).size;
  if (tasks === 1) {
    const bestAccuracy = meanAccuracy(accuracy);
    const isBest = bestAccuracy > (before.bestAccuracy ?? -Infinity);
    return isBest ? { bestEpoch: epoch, bestAccuracy, best: mgg, rivals: [] } : before;
  }
  const rivals = [...before.rivals, { epoch, accuracy, mgg }];
  const best = bestOf(rivals) ?? { epoch, accuracy, mgg };
  return { bestEpoch: best.epoch, bestAccuracy: meanAccuracy(best.accuracy), best: best.mgg, rivals };
}
