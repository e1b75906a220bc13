import { describe, expect, it } from 'vitest';
import { testDifferences } from '../../../src-main/runs/test-differences.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { calls } from '../../../src-shared/api/contract.ts';
import { isTied } from '../../../src-shared/comparison/tested-table.ts';
import { packRecords } from '../../../src-shared/metrics/image-records.ts';
import { seeded } from '../../../src-shared/random.ts';
import { newRun, newShift, provenance, temporaryFile } from '../store/support.ts';

const images = 1000;

interface Made {
  readonly method: string;
  readonly seed?: number;
  /** Share of the images predicted right; the draws are those of the seed, so that runs agree on most images. */
  readonly accuracy: number;
  readonly shifts?: readonly string[];
  readonly recorded?: boolean;
  readonly batchSize?: number;
  readonly policy?: 'reset' | 'continual';
}

/** A finished run of made-up predictions. */
function addRun(
  store: Store,
  { method, seed = 1, accuracy, shifts = ['fog', 'snow'], recorded = true, batchSize = 64, policy = 'reset' }: Made,
): string {
  const severity = 5;
  const config = { method, seed, batchSize, policy, shifts: shifts.map((corruption) => ({ corruption, severity })) };
  const { id } = store.createRun(newRun(config));
  store.startRun(id, provenance);
  shifts.forEach((corruption, position) => {
    store.startShift(id, newShift(position, corruption));
    const random = seeded(seed, position, batchSize);
    const rights = Array.from({ length: images }, () => random() < accuracy);
    const records = rights.map((right, index) => ({
      ...{ index, shift: position, label: 1, prediction: right ? 1 : 0, rank: right ? 0 : 1 },
      ...{ confidence: 0.5, entropy: 1, nll: 1, brier: 1, energy: 0 },
    }));
    if (recorded) store.appendImages(id, position, packRecords(records));
    const top1 = rights.filter(Boolean).length / images;
    const times = { computeSeconds: 1, loadSeconds: 1 };
    store.finishShift(id, position, { top1, top5: 1, ece: 0, images, skipped: 0, adaptedBatches: 0, ...times });
  });
  store.finishRun(id, {
    ...{ averageTop1: accuracy, averageTop5: 1, averageEce: 0, images: images * shifts.length, skipped: 0 },
    ...{ computeSeconds: 1, loadSeconds: 1, totalSeconds: 1, imagesPerSecond: 1, peakMemoryBytes: 1 },
  });
  return id;
}

function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(temporaryFile());
  return work(store).finally(() => store.close());
}

describe('testing the rows of a comparison', () => {
  it('distinguishes a real difference from none, and marks what is as good as the best', () =>
    withStore(async (store) => {
      const rows = [
        [1, 2, 3].map((seed) => addRun(store, { method: 'noadapt', seed, accuracy: 0.5 })),
        [1, 2, 3].map((seed) => addRun(store, { method: 'tent', seed, accuracy: 0.6 })),
        [1, 2, 3].map((seed) => addRun(store, { method: 'sar', seed, accuracy: 0.6002 })),
      ];
      const [noadapt, tent, sar] = await testDifferences(store, rows, 0);
      expect(noadapt!.toBaseline).toBeNull();
      expect(tent!.toBaseline).toMatchObject({ seeds: 3, streams: [{ id: 'fog/5', images: 3000 }, { id: 'snow/5' }] });
      expect(tent!.toBaseline!.difference).toBeCloseTo(0.1, 1);
      expect(tent!.toBaseline!.adjustedP).toBeLessThan(0.01);
      expect(tent!.toBaseline!.adjustedP).toBeGreaterThanOrEqual(tent!.toBaseline!.p);
      expect([noadapt!, tent!, sar!].map(isTied)).toEqual([false, true, true]);
      expect(sar).toMatchObject({ isBest: true, toBest: null, problem: null });
    }));

  it('pairs runs of the same seed only, over the streams that both have', () =>
    withStore(async (store) => {
      const base = [addRun(store, { method: 'noadapt', seed: 1, accuracy: 0.5, shifts: ['fog', 'snow', 'frost'] })];
      const other = [
        addRun(store, { method: 'tent', seed: 1, accuracy: 0.6, shifts: ['frost', 'fog'] }),
        addRun(store, { method: 'tent', seed: 2, accuracy: 0.9 }),
      ];
      const [, tent] = await testDifferences(store, [base, other], 0);
      expect(tent!.toBaseline).toMatchObject({ seeds: 1 });
      expect(tent!.toBaseline!.streams.map(({ id }) => id)).toEqual(['frost/5', 'fog/5']);
    }));

  it('pairs each of several runs of a seed with the one of the same protocol', () =>
    withStore(async (store) => {
      const rowOf = (method: string, gain: number) =>
        [1, 2].flatMap((seed) =>
          [8, 4].map((batchSize) => addRun(store, { method, seed, batchSize, accuracy: 0.1 * batchSize + gain })),
        );
      const [base, other] = [rowOf('noadapt', 0), rowOf('tent', 0.1)];
      const [, tent] = await testDifferences(store, [base, other.toReversed()], 0);
      expect(tent!.toBaseline).toMatchObject({ seeds: 2 });
      expect(tent!.toBaseline!.streams.map(({ id }) => id)).toEqual(['1: fog/5', '1: snow/5', '2: fog/5', '2: snow/5']);
      // The draws are those of seed and batch size: nothing is lost where they are paired rightly.
      expect(tent!.toBaseline!.streams.map(({ lost }) => lost)).toEqual([0, 0, 0, 0]);
    }));

  it('takes runs over some of the shifts as parts of one over all, where each stream begins anew', () =>
    withStore(async (store) => {
      const rowsOf = (policy: 'reset' | 'continual') => [
        [1, 2].map((seed) => addRun(store, { method: 'noadapt', seed, accuracy: 0.5, policy })),
        // Over all three streams 0.6, as the mean of its runs 0.65.
        [1, 2].flatMap((seed) => [
          addRun(store, { method: 'tent', seed, accuracy: 0.8, shifts: ['fog'], policy }),
          addRun(store, { method: 'tent', seed, accuracy: 0.5, shifts: ['snow', 'frost'], policy }),
        ]),
        [1, 2].map((seed) => addRun(store, { method: 'sar', seed, accuracy: 0.62, policy })),
      ];
      const [, tent, sar] = await testDifferences(store, rowsOf('reset'), 0);
      expect(tent!.toBaseline).toMatchObject({ seeds: 2, streams: [{ id: 'fog/5', images: 2000 }, { id: 'snow/5' }] });
      expect([tent, sar].map((row) => row!.isBest)).toEqual([false, true]);
      const [, continual] = await testDifferences(store, rowsOf('continual'), 0);
      expect(continual).toMatchObject({ toBaseline: null, problem: expect.stringContaining('no run with') as string });
    }));

  it('counts a stream once that a row has twice with one seed', () =>
    withStore(async (store) => {
      const twice = [1, 2].map(() => addRun(store, { method: 'noadapt', accuracy: 0.5 }));
      const [, tent] = await testDifferences(store, [twice, [addRun(store, { method: 'tent', accuracy: 0.6 })]], 0);
      expect(tent!.toBaseline!.streams.map(({ id }) => id)).toEqual(['fog/5', 'snow/5']);
    }));

  it('says why a row can not be tested', () =>
    withStore(async (store) => {
      const rows = [
        [addRun(store, { method: 'noadapt', accuracy: 0.5 })],
        [addRun(store, { method: 'tent', accuracy: 0.6, recorded: false })],
        [addRun(store, { method: 'sar', seed: 9, accuracy: 0.6 })],
      ];
      const tested = await testDifferences(store, rows, 0);
      expect(tested.map(({ toBaseline }) => toBaseline)).toEqual([null, null, null]);
      expect(tested[1]!.problem).toMatch(/keep no records/);
      expect(tested[2]!.problem).toMatch(/no run with the same seed/);
    }));

  it('leaves out rows that have no run yet, as rows of a suite may', () =>
    withStore(async (store) => {
      const rows = [
        [addRun(store, { method: 'noadapt', accuracy: 0.5 })],
        [],
        [addRun(store, { method: 'tent', accuracy: 0.7 })],
      ];
      const tested = await testDifferences(store, rows, 0);
      expect(tested[1]).toMatchObject({ toBaseline: null, toBest: null, isBest: false });
      expect(tested[2]!.toBaseline!.adjustedP).toBeLessThan(0.01);
      const { input } = calls.testDifferences;
      expect(input.safeParse({ rows, baseline: 0 }).success).toBe(true);
    }));

  it('needs no baseline, and nothing to test', () =>
    withStore(async (store) => {
      const one = [addRun(store, { method: 'noadapt', accuracy: 0.5, recorded: false })];
      expect(await testDifferences(store, [one], -1)).toMatchObject([
        { toBaseline: null, toBest: null, isBest: false },
      ]);
    }));
});
