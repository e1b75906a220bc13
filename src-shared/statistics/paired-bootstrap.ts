import { mean } from './mean-std.ts';
import { seeded, type Random } from '../random.ts';
import { drawBinomial } from './binomial.ts';

/** Two runs on the images of one shift, image by image. */
export interface PairedShift {
  readonly images: number;
  /** Images that only the run has right. */
  readonly gained: number;
  /** Images that only the baseline has right. */
  readonly lost: number;
}

/** The shifts of a pair of runs with one seed. */
export type PairedSeed = readonly PairedShift[];

export interface BootstrapOptions {
  readonly draws?: number;
  /** Of the interval, e.g. 0.95. */
  readonly level?: number;
  readonly seed?: number;
}

export interface PairedDifference {
  /** Accuracy of the run minus that of the baseline: mean over seeds of the average over shifts. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided: how often a resampled difference lies on the other side of zero, or on it. */
  readonly p: number;
  /** With one seed only the images were resampled, which is too narrow for an online stream. */
  readonly seeds: number;
}

const differenceOf = ({ images, gained, lost }: PairedShift): number => (gained - lost) / images;

/**
 * The difference on as many images drawn with replacement. Their numbers of gained and lost ones are multinomial, which
 * is drawn as two binomials: time doesn't depend on the number of images.
 */
function resampled({ images, gained, lost }: PairedShift, random: Random): number {
  const drawnGained = drawBinomial(images, gained / images, random);
  const share = images === gained ? 0 : lost / (images - gained);
  const drawnLost = drawBinomial(images - drawnGained, share, random);
  return (drawnGained - drawnLost) / images;
}

/** The value below which a share of the sorted ones lies, interpolated linearly. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (place % 1) * ((sorted[Math.ceil(place)] ?? below) - below);
}

/**
 * Bootstrap of the difference in average accuracy: seeds are resampled first, then the images within each shift. Images of an
 * online stream are not independent given the state; seeds are what repeats the whole.
 * @param pairs a pair of runs per seed, over the same shifts
 */
export function pairedBootstrap(
  pairs: readonly PairedSeed[],
  { draws = 10_000, level = 0.95, seed = 0 }: BootstrapOptions = {},
): PairedDifference {
  const random = seeded(seed);
  const differences = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (let n = 0; n < pairs.length; n++) {
      const pair = pairs.length === 1 ? pairs[0]! : pairs[Math.floor(random() * pairs.length)]!;
      sum += mean(pair.map((shift) => resampled(shift, random)));
    }
    differences[draw] = sum / pairs.length;
  }
  const notAbove = differences.reduce((count, value) => count + (value <= 0 ? 1 : 0), 0);
  const notBelow = differences.reduce((count, value) => count + (value >= 0 ? 1 : 0), 0);
  const sorted = differences.toSorted();
  return {
    difference: mean(pairs.map((pair) => mean(pair.map(differenceOf)))),
    low: quantile(sorted, (1 - level) / 2),
    high: quantile(sorted, (1 + level) / 2),
    // One is added to both sides of the fraction: no number of draws shows that p is zero.
    p: Math.min(1, (2 * (Math.min(notAbove, notBelow) + 1)) / (draws + 1)),
    seeds: pairs.length,
  };
}
