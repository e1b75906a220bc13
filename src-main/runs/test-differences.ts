import { mean } from '../../src-shared/statistics/mean-std.ts';
import type { TestedRow } from '../../src-shared/api/runs.ts';
import { runConfigSchema, type RunConfig } from '../../src-shared/run-config.ts';
import { settingMeta } from '../../src-shared/setting-meta.ts';
import { testDifference, type Difference, type PairedStream } from '../../src-shared/statistics/difference.ts';
import { holm } from '../../src-shared/statistics/holm.ts';
import { pairRecords } from '../../src-shared/statistics/pair-records.ts';
import { readRecords, type RecordedRun } from './recorded-images.ts';
import type { Store } from '../store/store.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The streams of two runs that have the same images. */
function pairRuns(run: RecordedRun, other: RecordedRun): PairedStream[] {
  if (run.dataset !== other.dataset) return [];
  return run.streams.flatMap((stream) => {
    const match = other.streams.find(({ name }) => name === stream.name);
    const pair = match && pairRecords(stream, match);
    return pair ? [{ id: stream.name, ...pair }] : [];
  });
}

const protocol = (Object.keys(runConfigSchema.shape) as (keyof RunConfig)[]).filter(
  (name) => name !== 'seed' && settingMeta(name, runConfigSchema.shape[name]).compare.topic === 'protocol',
);

/**
 * Protocol of a run without its seed: a row may hold several runs of one seed, one for each protocol. Where each stream
 * begins with the source model, it is the same whichever others a run has.
 */
function protocolOf({ run: { config } }: RecordedRun): string {
  const isReset = config.order === 'separate' && config.policy === 'reset';
  return JSON.stringify(protocol.map((name) => (isReset && name === 'shifts' ? null : config[name])));
}

/**
 * Pairs of runs with the same seed, over the streams that all pairs have. Where a row has several runs of a seed, each is
 * paired with those of the same protocol, and their streams stand beside each other.
 */
function pairRows(rows: readonly RecordedRun[], others: readonly RecordedRun[]): PairedStream[][] {
  const protocols = [...new Set(rows.map(protocolOf))];
  const bySeed = [...Map.groupBy(rows, ({ run }) => run.config.seed)];
  const areNumbered = protocols.length > 1 && bySeed.some(([, own]) => own.length > 1);
  const pairs = bySeed.flatMap(([seed, own]) => {
    const candidates = others.filter(({ run }) => run.config.seed === seed);
    const streams = own.flatMap((run) => {
      const same = candidates.filter((one) => protocolOf(one) === protocolOf(run));
      const isOneEach = own.length === 1 && candidates.length === 1;
      const prefix = areNumbered ? `${protocols.indexOf(protocolOf(run)) + 1}: ` : '';
      return (isOneEach ? candidates : same)
        .flatMap((other) => pairRuns(run, other))
        .map((pair) => ({ ...pair, id: prefix + pair.id }));
    });
    return streams.length > 0 ? [streams] : [];
  });
  const common = [...new Set(pairs[0]?.map(({ id }) => id))].filter((id) =>
    pairs.every((own) => own.some((one) => one.id === id)),
  );
  return common.length === 0 ? [] : pairs.map((own) => common.map((id) => own.find((one) => one.id === id)!));
}

/** Mean accuracy over the streams of some runs; −∞ without runs. */
function accuracyOf(runs: readonly RecordedRun[]): number {
  const accuracies = runs.flatMap(({ run, streams }) => streams.flatMap(() => run.summary?.averageTop1 ?? []));
  return accuracies.length === 0 ? -Infinity : mean(accuracies);
}

/** p-values adjusted for all tests of a column. */
function adjusted(tests: readonly (Difference | null)[]): (Difference | null)[] {
  const ps = holm(tests.flatMap((test) => test?.p ?? []));
  return tests.map((test) => test && { ...test, adjustedP: ps.shift()! });
}

/**
 * Tests whether rows of a comparison differ from a baseline and from the best of them, image by image: a bootstrap over
 * seeds and images, exact McNemar per stream, a signed-rank test over the streams, Holm for all rows together. Runs are paired by
 * seed, dataset, shift and image.
 * @param rows ids of the runs of each row, which differ in their seed or in how they were tested
 * @param baseline place of a row, or −1 for none
 */
export async function testDifferences(
  store: Store,
  rows: readonly (readonly string[])[],
  baseline: number,
): Promise<TestedRow[]> {
  const read: RecordedRun[][] = [];
  for (const ids of rows) {
    read.push(ids.flatMap((id) => readRecords(store, id) ?? []).filter(({ run }) => run.status === 'done'));
    await nextTurn();
  }
  const accuracies = read.map(accuracyOf);
  const highest = Math.max(...accuracies);
  const best = highest === -Infinity ? -1 : accuracies.indexOf(highest);

  async function against(other: number): Promise<(Difference | null)[]> {
    const tests: (Difference | null)[] = [];
    for (const [row, runs] of read.entries()) {
      const pairs = row === other || other < 0 ? [] : pairRows(runs, read[other]!);
      tests.push(pairs.length === 0 ? null : testDifference(pairs));
      await nextTurn();
    }
    return adjusted(tests);
  }
  const toBest = await against(best);
  const toBaseline = baseline === best ? toBest : await against(baseline);
  return rows.map((_, row) => {
    const isBest = row === best;
    const wanted = [...(isBest ? [] : [toBest[row]]), ...(baseline < 0 || row === baseline ? [] : [toBaseline[row]])];
    const records = read[row]!.length === 0 ? 'Its runs are not done, or keep no records of their images.' : null;
    const unpaired = wanted.includes(null)
      ? 'It has no run with the same seed and the same images as the other row.'
      : null;
    return { toBaseline: toBaseline[row]!, toBest: toBest[row]!, isBest, problem: records ?? unpaired };
  });
}
