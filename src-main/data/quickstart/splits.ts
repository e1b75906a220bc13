import { splitNames, splitSizes, type SplitName } from '../../../src-shared/quickstart-splits.ts';
import { permutation, seeded } from '../../../src-shared/random.ts';

/** Images in Fashion-MNIST's two files. */
const trainFileCount = 60_000;
const testFileCount = 10_000;

export { splitNames, splitSizes, type SplitName };

/** Decides which image belongs to which split, and the colours of every image. Changing it makes another dataset. */
export const datasetSeed = 2020;

const testFile = 1;
const trainFile = 2;

/** Positions in the split's own file (test file for `test`, else training file), in the order they are stored. */
export function splitPositions(split: SplitName): Int32Array {
  if (split === 'test') return permutation(testFileCount, seeded(datasetSeed, testFile)).slice(0, splitSizes.test);
  const order = permutation(trainFileCount, seeded(datasetSeed, trainFile));
  if (split === 'validation') return order.slice(0, splitSizes.validation);
  return order.slice(splitSizes.validation, splitSizes.validation + splitSizes.train);
}

/** Positions in the training file of all images that the source model is trained on: 58,000, none of `validation`. */
export function sourceTrainingPositions(): Int32Array {
  return permutation(trainFileCount, seeded(datasetSeed, trainFile)).slice(splitSizes.validation);
}

/** The index that decides an image's colours: its place in both files laid end to end, training file first. */
export function paintIndex(file: 'train' | 'test', position: number): number {
  return file === 'train' ? position : trainFileCount + position;
}
