import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetSchema } from '../../../src-shared/run-config.ts';
import { seeded } from '../../../src-shared/random.ts';
import type { Dataset } from '../../../src-main/data/dataset.ts';
import { openDataset } from '../../../src-main/data/datasets.ts';
import { labelShiftedAgain } from '../../../src-main/data/label-shift.ts';
import { planSamples } from '../../../src-main/data/samples.ts';
import { writeImageFolder } from '../../support/image-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const classes = 20;
const perClass = 50;
const items = Array.from({ length: classes * perClass }, (_, index) => index);
const labelOf = (item: number): number => item % classes;
const draws = 4000;

/** By turn: which class came how often. */
function countsByTurn(ratio: number): number[][] {
  const drawn = labelShiftedAgain(items, labelOf, { ratio, draws }, seeded(5)).map(labelOf);
  expect(drawn).toHaveLength(classes * draws);
  return Array.from({ length: classes }, (_, turn) => {
    const counts = new Array<number>(classes).fill(0);
    for (const label of drawn.slice(turn * draws, (turn + 1) * draws)) counts[label]! += 1;
    return counts;
  });
}

/** How far a count is from `p` of `n` draws, in standard deviations. */
const deviation = (count: number, n: number, p: number): number => Math.abs(count - n * p) / Math.sqrt(n * p * (1 - p));

describe('label shift with replacement', () => {
  it.each([2, 19, 400])('gives each class γ = %d times the draws of any other in its turn', (ratio) => {
    const dominant = ratio / (ratio + classes - 1);
    const turns = countsByTurn(ratio);
    const leaders = turns.map((counts) => counts.indexOf(Math.max(...counts)));
    expect(leaders.toSorted((a, b) => a - b)).toEqual(Array.from({ length: classes }, (_, label) => label));
    turns.forEach((counts, turn) => {
      counts.forEach((count, label) => {
        const p = label === leaders[turn] ? dominant : (1 - dominant) / (classes - 1);
        expect(deviation(count, draws, p)).toBeLessThan(5);
      });
    });
  });

  it('mixes labels evenly at γ = 1', () => {
    for (const count of countsByTurn(1).flat()) expect(deviation(count, draws, 1 / classes)).toBeLessThan(5);
  });

  it('has runs of one label as long as independent draws within a turn have them', () => {
    const ratio = 30;
    const drawn = labelShiftedAgain(items, labelOf, { ratio, draws }, seeded(6)).map(labelOf);
    const [most, other] = [ratio, 1].map((weight) => weight / (ratio + classes - 1)) as [number, number];
    // Neighbours within a turn are alike with the probability Σ p².
    const alike = most ** 2 + (classes - 1) * other ** 2;
    const pairs = drawn.filter((_, i) => i % draws !== 0).length;
    const same = drawn.filter((label, i) => i % draws !== 0 && label === drawn[i - 1]).length;
    expect(deviation(same, pairs, alike)).toBeLessThan(6);
    // Runs of the most frequent label are geometric: 1 / (1 − p) draws on average.
    const turn = drawn.slice(0, draws);
    const [leader, ofLeader] = [...Map.groupBy(turn, (label) => label)].sort(([, a], [, b]) => b.length - a.length)[0]!;
    const runs = turn.filter((label, i) => label === leader && turn[i - 1] !== leader).length;
    expect(Math.abs((ofLeader.length / runs) * (1 - most) - 1)).toBeLessThan(0.1);
  });

  it('draws the images of a class uniformly, whether they came before or not', () => {
    const drawn = labelShiftedAgain(items, labelOf, { ratio: 1e9, draws }, seeded(7));
    const counts = items.map(() => 0);
    for (const item of drawn) counts[item]! += 1;
    for (const count of counts) expect(deviation(count, draws, 1 / perClass)).toBeLessThan(5);
    const few = labelShiftedAgain(items, labelOf, { ratio: 1e9, draws: perClass }, seeded(8));
    const expected = classes * perClass * (1 - (1 - 1 / perClass) ** perClass);
    expect(Math.abs(new Set(few).size - expected)).toBeLessThan(5 * Math.sqrt(classes * perClass * 0.1));
  });

  it('serves classes of different sizes, a single class, and none', () => {
    const uneven = [0, 0, 0, 0, 1, 2, 2];
    const drawn = labelShiftedAgain(uneven, (label) => label, { ratio: 1e9, draws: 5 }, seeded(3));
    expect(drawn.toSorted()).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    expect(labelShiftedAgain([5], () => 0, { ratio: 9, draws: 3 }, seeded(3))).toEqual([5, 5, 5]);
    expect(labelShiftedAgain([], () => 0, { ratio: 9, draws: 3 }, seeded(3))).toEqual([]);
  });
});

describe('planSamples with replacement', () => {
  const fog = { corruption: 'fog', severity: 5 };
  const snow = { corruption: 'snow', severity: 5 };
  const options = { shifts: [fog], images: null, seed: 2, imbalanceRatio: 500, replacement: true, labelOf };
  const indices = (changes: object = {}): number[] =>
    planSamples(items.length, { ...options, ...changes }).map(({ index }) => index);

  it('draws 100 for each class, decided by the seed and the same under each shift', () => {
    const all = indices();
    expect(all).toHaveLength(100 * classes);
    expect(indices()).toEqual(all);
    expect(indices({ shifts: [snow] })).toEqual(all);
    expect(indices({ seed: 3 })).not.toEqual(all);
  });

  it('takes the first of them where fewer are asked for, and refuses more', () => {
    expect(indices({ images: 250 })).toEqual(indices().slice(0, 250));
    expect(() => indices({ images: 2001 })).toThrow(
      '2001 images are asked for, but label shift with replacement draws 2000.',
    );
  });

  it('draws from all shifts of a mixed stream', () => {
    const mixed = planSamples(items.length, { ...options, shifts: [fog, snow] });
    expect(mixed).toHaveLength(2 * 100 * classes);
    const share = mixed.filter(({ shift }) => shift === fog).length;
    expect(deviation(share, mixed.length, 0.5)).toBeLessThan(5);
  });

  it('is as without replacement where nothing else is said', () => {
    const shifted = { imbalanceRatio: 500, replacement: false };
    expect(indices(shifted).toSorted((a, b) => a - b)).toEqual(items);
    const { replacement: _replacement, ...older } = options;
    expect(planSamples(items.length, older).map(({ index }) => index)).toEqual(indices(shifted));
  });
});

describe('a stream drawn with replacement', () => {
  let dataset: Dataset;
  const root = temporaryFolder('label-shift-again');
  beforeAll(async () => {
    const path = await writeImageFolder(root, ['cat', 'dog', 'owl']);
    dataset = await openDataset(datasetSchema.parse({ kind: 'folder', path }));
  });
  afterAll(() => dataset.close());

  it('counts an image as often as it was drawn', async () => {
    const stream = await dataset.stream({
      ...{ imageSize: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], shifts: [{ corruption: 'clean', severity: 0 }] },
      ...{ images: 40, seed: 1, batchSize: 16, imbalanceRatio: 1e9, replacement: true },
    });
    expect([stream.imageCount, stream.batchCount]).toEqual([40, 3]);
    const seen: number[] = [];
    for await (const batch of stream.batches()) seen.push(...batch.samples.map(({ index }) => index));
    expect(seen).toHaveLength(40);
    expect(new Set(seen).size).toBeLessThanOrEqual(2);
  });
});
