import { permutation, type Random } from '../../src-shared/random.ts';
import { normalFrom } from './corruptions/random.ts';

/** Items that one chunk of a correlated stream has at least, as in NOTE. */
const smallestChunk = 10;
/** Divisions that are tried before half as many items do. */
const tries = 5;

const shuffled = <Item>(items: readonly Item[], random: Random): Item[] =>
  Array.from(permutation(items.length, random), (position) => items[position]!);

/** The same items, one class after the other; classes in the order of their labels, items in theirs. */
export function sortedByLabel<Item>(items: readonly Item[], labelOf: (item: Item) => number): Item[] {
  return items.toSorted((a, b) => labelOf(a) - labelOf(b));
}

/**
 * Draws from Gamma(`shape`, 1), as logarithm, since small shapes give numbers below the smallest float: rejection from a
 * transformed normal distribution (Marsaglia and Tsang, 2000), for shapes below 1 by a power of a uniform number.
 */
function logGamma(shape: number, random: Random, drawNormal: () => number): number {
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal();
    const v = (1 + c * x) ** 3;
    if (v <= 0 || Math.log(1 - random()) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
    return Math.log(d * v) + (shape < 1 ? Math.log(1 - random()) / shape : 0);
  }
}

/** `count` proportions that sum to 1, from a symmetric Dirichlet distribution. */
export function drawDirichlet(concentration: number, count: number, random: Random): Float64Array {
  const standard = normalFrom(random);
  const drawNormal = () => standard(0, 1);
  const logs = Float64Array.from({ length: count }, () => logGamma(concentration, random, drawNormal));
  const largest = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  const parts = logs.map((value) => Math.exp(value - largest));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

/** Cuts a class into one piece per chunk, of lengths in the given proportions. */
function cut<Item>(items: readonly Item[], proportions: Float64Array): Item[][] {
  const last = proportions.findLastIndex((proportion) => proportion > 0);
  let sum = 0;
  let start = 0;
  return Array.from(proportions, (proportion, chunk) => {
    sum += proportion;
    const end = chunk === last ? items.length : Math.floor(sum * items.length);
    const piece = items.slice(start, end);
    start = Math.max(start, end);
    return piece;
  });
}

/** Divides classes over chunks: by chunk, a piece of each class. Chunks that have their share already get nothing more. */
function divide<Item>(classes: readonly (readonly Item[])[], concentration: number, random: Random): Item[][][] {
  const count = classes.length;
  const share = classes.reduce((sum, items) => sum + items.length, 0) / count;
  const chunks: Item[][][] = Array.from({ length: count }, () => []);
  const lengths = new Array<number>(count).fill(0);
  for (const items of classes) {
    // Proportions of which some are set to 0 and the rest brought back to a sum of 1 are Dirichlet over the rest.
    const open = [...lengths.keys()].filter((chunk) => lengths[chunk]! < share);
    const drawn = drawDirichlet(concentration, open.length, random);
    const proportions = new Float64Array(count);
    open.forEach((chunk, place) => (proportions[chunk] = drawn[place]!));
    cut(shuffled(items, random), proportions).forEach((piece, chunk) => {
      chunks[chunk]!.push(piece);
      lengths[chunk]! += piece.length;
    });
  }
  return chunks;
}

/** Drawn anew until every chunk has enough; where that seems not to come, half as much is enough. */
function divideEvenly<Item>(classes: readonly (readonly Item[])[], concentration: number, random: Random): Item[][][] {
  for (let least = smallestChunk; ; least = Math.floor(least / 2)) {
    for (let n = 0; n < tries; n++) {
      const chunks = divide(classes, concentration, random);
      if (chunks.every((chunk) => chunk.reduce((sum, piece) => sum + piece.length, 0) >= least)) return chunks;
    }
  }
}

/**
 * The same items in an order whose labels are correlated in time (Gong et al., 2022: NOTE): as many chunks as classes,
 * over which each class is divided by proportions from a symmetric Dirichlet distribution; within a chunk one class follows the
 * other, in a drawn order.
 * @param concentration δ > 0: small numbers put a class into few chunks, large ones spread it
 */
export function dirichletOrder<Item>(
  items: readonly Item[],
  labelOf: (item: Item) => number,
  concentration: number,
  random: Random,
): Item[] {
  const byLabel = [...Map.groupBy(items, labelOf)].sort(([a], [b]) => a - b);
  const classes = byLabel.map(([, ofClass]) => ofClass);
  return divideEvenly(classes, concentration, random).flatMap((chunk) => shuffled(chunk, random).flat());
}
