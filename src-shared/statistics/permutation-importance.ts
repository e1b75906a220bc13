import { permutation, seeded } from '../random.ts';
import { growForest, predict, type Forest } from './random-forest.ts';

/** Fewer observations are meaningless. */
const fewest = 8;

/** Mean squared error over the rows that each tree has not seen, with one feature shuffled among them. */
function errorOf(
  { trees }: Forest,
  features: readonly (readonly number[])[],
  targets: readonly number[],
  shuffled: number | null,
  seed: number,
): number {
  let [sum, count] = [0, 0];
  trees.forEach(({ root, leftOut }, tree) => {
    const order = permutation(leftOut.length, seeded(seed, tree, shuffled ?? 0));
    leftOut.forEach((row, i) => {
      const own = features[row]!;
      const other = features[leftOut[order[i]!]!]!;
      const given = own.map((value, feature) => (feature === shuffled ? other[feature]! : value));
      sum += (predict(root, given) - targets[row]!) ** 2;
      count++;
    });
  });
  return count === 0 ? 0 : sum / count;
}

/**
 * How much each feature matters for the target: by how much the error of a random forest grows on rows that its trees have not
 * seen when the feature is shuffled among them. Shares of 1; null for fewer than 8 rows, or where nothing matters.
 * @param features by row; all rows have the same number
 */
export function permutationImportance(
  features: readonly (readonly number[])[],
  targets: readonly number[],
  seed = 0,
): number[] | null {
  if (features.length < fewest) return null;
  const forest = growForest(features, targets, seeded(seed));
  const usual = errorOf(forest, features, targets, null, seed);
  const gains = features[0]!.map((_, feature) =>
    Math.max(0, errorOf(forest, features, targets, feature, seed) - usual),
  );
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return total > 0 ? gains.map((gain) => gain / total) : null;
}
