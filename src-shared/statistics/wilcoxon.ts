import { normalTail } from './normal.ts';
import { averageRanks } from './ranks.ts';

/** Up to so many differences the distribution is counted out, beyond it is taken as normal. */
const exactUpTo = 25;

export interface SignedRank {
  /** The smaller one of the two rank sums. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
  /** Differences other than zero. */
  readonly count: number;
}

/** Probability that the sum of a random half of the signed ranks is at most `statistic`; `doubled` are twice the ranks. */
function exactTail(doubled: readonly number[], statistic: number): number {
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const ways = new Float64Array(total + 1);
  ways[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum--) ways[sum] = ways[sum]! + ways[sum - rank]!;
  }
  let tail = 0;
  for (let sum = 0; sum <= 2 * statistic; sum++) tail += ways[sum] ?? 0;
  return tail / 2 ** doubled.length;
}

/** Tail of the normal distribution with the mean and the variance of the rank sum under ties. */
function normalApproximation(ranks: readonly number[], statistic: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  return normalTail((mean - statistic) / Math.sqrt(variance));
}

/**
 * Wilcoxon's signed-rank test that paired differences, e.g. one per corruption, lie around zero. Differences of zero are
 * left out; equal ones share their ranks, also in the exact distribution.
 * @returns undefined where all differences are zero
 */
export function wilcoxon(differences: readonly number[]): SignedRank | undefined {
  const nonZero = differences.filter((difference) => difference !== 0);
  const count = nonZero.length;
  if (count === 0) return undefined;
  const ranks = Array.from(averageRanks(nonZero.map(Math.abs)));
  const positive = ranks.reduce((sum, rank, i) => sum + (nonZero[i]! > 0 ? rank : 0), 0);
  const statistic = Math.min(positive, (count * (count + 1)) / 2 - positive);
  const tail =
    count <= exactUpTo
      ? exactTail(
          ranks.map((rank) => 2 * rank),
          statistic,
        )
      : normalApproximation(ranks, statistic);
  return { statistic, p: Math.min(1, 2 * tail), count };
}
