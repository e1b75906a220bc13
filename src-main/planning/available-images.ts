import type { RunConfig } from '../../src-shared/run-config.ts';
import { drawsPerTurn } from '../data/label-shift.ts';
import { checkIndices, lengthOf, readOrder } from '../data/order-file.ts';
import type { DatasetFacts } from './dataset-facts.ts';

/** Where the images of a stream come from, by a name for sentences, and how many a shift has at most. */
interface AvailableImages {
  readonly name: string;
  readonly count: number;
}

/**
 * How many images a run can see under each shift: those of its dataset, or as many as an order file lists or a label shift
 * with replacement draws (at most, where a class has no image).
 * @throws LabError `not-found`, `bad-input` naming what is wrong with an order file
 */
export async function availableImages(
  { orderFile, imbalanceRatio, replacement, classMask }: RunConfig,
  { name, images, classNames }: DatasetFacts,
): Promise<AvailableImages> {
  if (orderFile !== null) {
    const listed = await readOrder(orderFile);
    checkIndices(orderFile, listed, { name, count: images });
    return { name: orderFile, count: lengthOf(listed) };
  }
  if (imbalanceRatio === null || !replacement) return { name, count: images };
  const classes = classMask?.length ?? classNames.length;
  return { name: 'label shift with replacement', count: drawsPerTurn * classes };
}
