import { describe, expect, it } from 'vitest';
import { packRecords, type ImageRecord } from '../../../../src-shared/metrics/image-records.ts';
import { testDifference } from '../../../../src-shared/statistics/difference.ts';
import { mcnemar } from '../../../../src-shared/statistics/mcnemar.ts';
import { pairRecords } from '../../../../src-shared/statistics/pair-records.ts';

const record = (index: number, right: boolean, rest: Partial<ImageRecord> = {}): ImageRecord => ({
  ...{ index, shift: 0, label: 1, prediction: right ? 1 : 0, rank: right ? 0 : 1 },
  ...{ confidence: 0.5, entropy: 1, nll: 1, brier: 1, energy: 0 },
  ...rest,
});
const [yes, no] = [true, false];

const stream = (records: readonly ImageRecord[], shifts: readonly string[] = ['fog/5', 'snow/5']) => ({
  records: packRecords(records),
  shifts,
});

describe('pairing two runs on the images of a stream', () => {
  const baseline = stream([record(5, yes), record(6, no), record(7, no), record(8, yes)]);

  it('counts the images that only one has right', () => {
    const run = stream([record(5, no), record(6, yes), record(7, yes), record(8, yes)]);
    expect(pairRecords(run, baseline)).toEqual({ images: 4, gained: 2, lost: 1 });
  });

  it('goes by image, not by position, and leaves out what the other has not seen', () => {
    const run = stream([record(8, no), record(9, yes), record(6, yes), record(5, yes)]);
    expect(pairRecords(run, baseline)).toEqual({ images: 3, gained: 1, lost: 1 });
  });

  it('keeps one image under two shifts apart', () => {
    const mixed = stream([record(5, no), record(5, yes, { shift: 1 })]);
    const other = stream([record(5, no, { shift: 1 }), record(5, yes)]);
    expect(pairRecords(mixed, other)).toEqual({ images: 2, gained: 1, lost: 1 });
  });

  it('knows shifts by their names, wherever they stand in a configuration', () => {
    const own = stream([record(5, yes, { shift: 1 })], ['snow/5', 'fog/5']);
    expect(pairRecords(own, stream([record(5, no)], ['fog/5']))).toEqual({ images: 1, gained: 1, lost: 0 });
    expect(pairRecords(own, stream([record(5, no)], ['frost/5']))).toBeUndefined();
  });

  it('pairs the n-th time that an image comes with the n-th', () => {
    const twice = stream([record(5, yes), record(6, no), record(5, no)]);
    const other = stream([record(5, no), record(5, no), record(6, no)]);
    expect(pairRecords(twice, other)).toEqual({ images: 3, gained: 1, lost: 0 });
  });

  it('is refused where labels differ, and where nothing is common', () => {
    expect(pairRecords(stream([record(5, yes, { label: 2 })]), baseline)).toBeUndefined();
    expect(pairRecords(stream([record(1, yes)]), baseline)).toBeUndefined();
    expect(pairRecords(stream([]), baseline)).toBeUndefined();
  });
});

describe('testing a difference', () => {
  const paired = (id: string, gained: number, lost: number) => ({ id, images: 1000, gained, lost });

  it('averages over streams and seeds, and pools the streams of all seeds', () => {
    const tested = testDifference([
      [paired('fog/5', 100, 20), paired('snow/5', 30, 10)],
      [paired('fog/5', 90, 30), paired('snow/5', 20, 20)],
    ]);
    expect(tested.difference).toBeCloseTo(((0.08 + 0.02) / 2 + (0.06 + 0) / 2) / 2, 12);
    expect(tested.low).toBeLessThan(tested.difference);
    expect(tested.high).toBeGreaterThan(tested.difference);
    expect(tested.seeds).toBe(2);
    expect(tested.streams).toEqual([
      { id: 'fog/5', images: 2000, gained: 190, lost: 50, p: mcnemar(190, 50) },
      { id: 'snow/5', images: 2000, gained: 50, lost: 30, p: mcnemar(50, 30) },
    ]);
  });

  it('finds no difference where there is none', () => {
    const tested = testDifference([[paired('fog/5', 40, 40), paired('snow/5', 0, 0)]]);
    expect(tested.difference).toBe(0);
    expect(tested.p).toBeGreaterThan(0.8);
    expect(tested.wilcoxonP).toBeNull();
  });

  it('of one seed is as wide as the images make it', () => {
    const { low, high } = testDifference([[paired('fog/5', 120, 80)]]);
    // Variance of a mean of values in {−1, 0, 1}.
    const deviation = Math.sqrt((0.2 - 0.04 ** 2) / 1000);
    expect(low).toBeCloseTo(0.04 - 1.96 * deviation, 2);
    expect(high).toBeCloseTo(0.04 + 1.96 * deviation, 2);
  });
});
