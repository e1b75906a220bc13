import type { Random } from '../random.ts';

/*
 * Random forests for regression (Breiman 2001): trees over bootstrap samples, split where the squared error falls most. All
 * features are considered in each split, since there are few.
 */

interface Leaf {
  readonly value: number;
}
interface Split {
  readonly feature: number;
  /** Up to it, to the left. */
  readonly threshold: number;
  readonly left: Node;
  readonly right: Node;
}
type Node = Leaf | Split;

/** A tree, and the rows that it was not grown from. */
interface Tree {
  readonly root: Node;
  readonly leftOut: readonly number[];
}

export interface Forest {
  readonly trees: readonly Tree[];
}

const smallestLeaf = 1;

const meanOf = (targets: readonly number[], rows: readonly number[]): number =>
  rows.reduce((sum, row) => sum + targets[row]!, 0) / rows.length;

interface BestSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly gain: number;
}

/** The best threshold of a feature: that with the largest sum of squared sums over counts. */
function bestSplitOf(
  features: readonly (readonly number[])[],
  targets: readonly number[],
  rows: readonly number[],
  feature: number,
): BestSplit | undefined {
  const sorted = rows.toSorted((a, b) => features[a]![feature]! - features[b]![feature]!);
  const total = rows.reduce((sum, row) => sum + targets[row]!, 0);
  let best: BestSplit | undefined;
  let left = 0;
  for (let i = 0; i < sorted.length - smallestLeaf; i++) {
    left += targets[sorted[i]!]!;
    const [here, next] = [features[sorted[i]!]![feature]!, features[sorted[i + 1]!]![feature]!];
    if (here === next || i + 1 < smallestLeaf) continue;
    const count = i + 1;
    const gain = left ** 2 / count + (total - left) ** 2 / (rows.length - count) - total ** 2 / rows.length;
    if (gain > 1e-12 && (!best || gain > best.gain)) best = { feature, threshold: (here + next) / 2, gain };
  }
  return best;
}

function grow(features: readonly (readonly number[])[], targets: readonly number[], rows: readonly number[]): Node {
  const count = features[0]?.length ?? 0;
  const splits = Array.from({ length: count }, (_, feature) => bestSplitOf(features, targets, rows, feature));
  const best = splits.reduce((a, b) => (b && (!a || b.gain > a.gain) ? b : a), undefined);
  if (!best) return { value: meanOf(targets, rows) };
  const { feature, threshold } = best;
  const goesLeft = (row: number): boolean => features[row]![feature]! <= threshold;
  return {
    feature,
    threshold,
    left: grow(
      features,
      targets,
      rows.filter((row) => goesLeft(row)),
    ),
    right: grow(
      features,
      targets,
      rows.filter((row) => !goesLeft(row)),
    ),
  };
}

/** @param features by row; all rows have the same number */
export function growForest(
  features: readonly (readonly number[])[],
  targets: readonly number[],
  random: Random,
  trees = 64,
): Forest {
  const count = features.length;
  return {
    trees: Array.from({ length: trees }, () => {
      const rows = Array.from({ length: count }, () => Math.floor(random() * count));
      const taken = new Set(rows);
      const leftOut = features.flatMap((_, row) => (taken.has(row) ? [] : [row]));
      return { root: grow(features, targets, rows), leftOut };
    }),
  };
}

export function predict(node: Node, row: readonly number[]): number {
  if ('value' in node) return node.value;
  return predict(row[node.feature]! <= node.threshold ? node.left : node.right, row);
}
