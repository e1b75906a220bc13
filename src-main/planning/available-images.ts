import type { RunConfig } from '../../src-shared/run-config.ts';
import { shiftName, shiftsMet } from '../../src-shared/runs/streams.ts';
import { imagesUnder } from '../data/count-images.ts';
import { drawsPerTurn } from '../data/label-shift.ts';
import { checkIndices, lengthOf, readOrder } from '../data/order-file.ts';
import type { DatasetFacts } from './dataset-facts.ts';

/** Where the images of a stream come from, by a name for sentences, and how many a shift has at most. */
interface AvailableImages {
  readonly name: string;
  readonly count: number;
  /** Images of a shift on average, no more of each than the run takes, where each has images of its own. */
  readonly mean?: number;
}

/** Of the shifts of a run, the one with the fewest images. */
function imagesOfDomains(config: RunConfig, data: DatasetFacts): AvailableImages {
  const counts = shiftsMet(config).map((shift) => ({
    name: `${data.name}/${shiftName(shift)}`,
    count: imagesUnder(data, shift),
  }));
  const [fewest = { name: data.name, count: 0 }] = counts.toSorted((a, b) => a.count - b.count);
  const taken = counts.reduce((sum, { count }) => sum + Math.min(count, config.images ?? count), 0);
  return { ...fewest, mean: taken / Math.max(1, counts.length) };
}

/**
 * How many images a run can see under each shift: those of its dataset, or as many as an order file lists or a label shift
 * with replacement draws (at most, where a class has no image).
 * @throws LabError `not-found`, `bad-input` naming what is wrong with an order file
 */
export async function availableImages(config: RunConfig, data: DatasetFacts): Promise<AvailableImages> {
  const { orderFile, imbalanceRatio, replacement, classMask } = config;
  const { name, images, classNames } = data;
  if (orderFile !== null) {
    const listed = await readOrder(orderFile);
    checkIndices(orderFile, listed, { name, count: images });
    return { name: orderFile, count: lengthOf(listed) };
  }
  if (imbalanceRatio === null || !replacement) {
    return data.perShift ? imagesOfDomains(config, data) : { name, count: images };
  }
  const classes = classMask?.length ?? classNames.length;
  return { name: 'label shift with replacement', count: drawsPerTurn * classes };
}
