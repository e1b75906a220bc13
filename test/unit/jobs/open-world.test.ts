import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outlierLabel, unpackRecords, withoutOutliers } from '../../../src-shared/metrics/image-records.ts';
import { withQuality } from '../../../src-shared/metrics/quality.ts';
import { outlierCount, type ShiftSummary } from '../../../src-shared/records.ts';
import { shiftsMet } from '../../../src-shared/runs/streams.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import type { JobEvent } from '../../../src-main/jobs/messages.ts';
import { performAdaptation } from '../../../src-main/jobs/perform-adaptation.ts';
import { Resources } from '../../../src-main/jobs/resources.ts';
import { previewLabels } from '../../../src-main/planning/preview-labels.ts';
import { configure } from '../../../src-main/runs/configure.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { writeImageFolder } from '../../support/image-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeTinyVit } from '../../support/tiny-vit.ts';

const folder = temporaryFolder('open-world');
const model = writeTinyVit(join(folder, 'tiny.safetensors'));
const oodFolder = join(folder, 'others');
beforeAll(() => writeImageFolder(oodFolder, ['stripes', 'dots', 'waves'], 3));
const resources = new Resources();
afterAll(() => resources.dispose());

const fog = { corruption: 'fog', severity: 2 };

async function run(changes: Partial<RunConfigInput>, checkpoint?: Checkpoint): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  const { config } = await configure({
    ...{ dataset: { kind: 'quickstart' }, model, method: 'tent', options: { lr: 0.01 }, shifts: [fog] },
    ...{ images: 18, batchSize: 4, engine: 'onnx-cpu', threads: 1, checkpointEvery: 1 },
    ...changes,
  });
  const job = { kind: 'adapt', config, ...(checkpoint && { checkpoint }) } as const;
  await performAdaptation(job, resources, uncontrolled, (event) => events.push(event));
  return events;
}

const batchesIn = (events: readonly JobEvent[]) =>
  events.flatMap((event) => {
    if (event.type !== 'batch') return [];
    const { computeSeconds: _c, loadSeconds: _l, ...batch } = event.batch;
    return [{ at: event.position, ...batch }];
  });
const recordsIn = (events: readonly JobEvent[]): Uint8Array =>
  Buffer.concat(events.flatMap((event) => (event.type === 'batch' ? [event.images!] : [])));
const summariesIn = (events: readonly JobEvent[]): ShiftSummary[] =>
  events.flatMap((event) => (event.type === 'shift-finished' ? [event.summary] : []));
const shiftsIn = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'shift-started' ? [event.shift] : []));
const checkpointsIn = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'checkpoint' ? [event.checkpoint] : []));

describe('an open-world stream', () => {
  it('has its share of other images, which count in no metric of labels', async () => {
    const frozen = { method: 'noadapt', options: {} } as const;
    const [plain, mixed] = [await run(frozen), await run({ ...frozen, oodFolder, oodRate: 0.4 })];
    const { label, prediction, rank, confidence, entropy, energy, count } = unpackRecords(recordsIn(mixed));
    // 12 of 30.
    expect(count).toBe(30);
    expect([...label].filter((value) => value === outlierLabel)).toHaveLength(12);
    expect(batchesIn(mixed).map(({ size, diagnostics }) => size + (diagnostics[outlierCount] ?? 0))).toEqual([
      ...Array.from({ length: 7 }, () => 4),
      2,
    ]);
    // Without adaptation each known image is predicted as it is without the others, in the same order.
    const known = withoutOutliers(recordsIn(mixed));
    const alone = unpackRecords(recordsIn(plain));
    const among = unpackRecords(known);
    expect([...among.index]).toEqual([...alone.index]);
    expect([...among.prediction]).toEqual([...alone.prediction]);
    const [one, other] = [summariesIn(plain)[0]!, summariesIn(mixed)[0]!];
    expect(other).toMatchObject({ top1: one.top1, top5: one.top5, images: 18, outliers: 12 });
    expect(other.ece).toBeCloseTo(one.ece!, 6);
    expect(shiftsIn(mixed)[0]).toMatchObject({ imageCount: 18, batchCount: 8 });
    expect(other.passes).toEqual({ forward: 30, backward: 0 });

    const { quality } = withQuality(other, recordsIn(mixed));
    const { quality: usual } = withQuality(one, recordsIn(plain));
    expect(quality!.nll).toBeCloseTo(usual!.nll, 5);
    expect(quality!.worstClass).toBe(usual!.worstClass);
    expect(usual).not.toHaveProperty('oodAuroc');
    // By counting all pairs.
    const isKnown = (i: number): boolean => label[i] !== outlierLabel;
    const pairs = (score: (i: number) => number): number => {
      let sum = 0;
      for (let i = 0; i < count; i++)
        for (let j = 0; j < count; j++)
          if (isKnown(i) && !isKnown(j)) sum += score(i) > score(j) ? 1 : score(i) === score(j) ? 0.5 : 0;
      return sum / 18 / 12;
    };
    expect(quality!.oodAuroc).toBeCloseTo(
      pairs((i) => confidence[i]!),
      9,
    );
    expect(quality!.oodAurocEntropy).toBeCloseTo(
      pairs((i) => -entropy[i]!),
      9,
    );
    expect(quality!.oodAurocEnergy).toBeCloseTo(
      pairs((i) => -energy[i]!),
      9,
    );
    expect(rank[label.indexOf(outlierLabel)]).toBe(0xffff);
    expect(prediction.every((value) => value < 10)).toBe(true);
  });

  it('is drawn by the seed, spread over the stream, with each image before any comes again', async () => {
    const [first, same, another] = [
      await run({ oodFolder, oodRate: 0.5 }),
      await run({ oodFolder, oodRate: 0.5 }),
      await run({ oodFolder, oodRate: 0.5, seed: 1 }),
    ];
    expect(recordsIn(same)).toEqual(recordsIn(first));
    expect(recordsIn(another)).not.toEqual(recordsIn(first));
    const { label, index } = unpackRecords(recordsIn(first));
    const drawn = [...index].filter((_, i) => label[i] === outlierLabel);
    expect(drawn).toHaveLength(18);
    for (const nine of [drawn.slice(0, 9), drawn.slice(9)]) expect(new Set(nine).size).toBe(9);
    const prints = [first, same, another, await run({})].map((events) => shiftsIn(events)[0]!.fingerprint);
    expect(prints[1]).toBe(prints[0]);
    expect(new Set(prints).size).toBe(3);
  });

  it('goes on from any batch to the same numbers, single images with a window and mixed shifts too', async () => {
    for (const more of [{}, { batchSize: 1, window: 3, images: 6 }] as const) {
      const shifts = [fog, { corruption: 'snow', severity: 1 }];
      const changes = { oodFolder, oodRate: 0.3, order: 'mixed', shifts, images: 8, ...more } as const;
      const whole = await run(changes);
      const checkpoints = checkpointsIn(whole);
      for (const at of [0, 2, checkpoints.length - 2]) {
        const rest = await run(changes, structuredClone(checkpoints[at]!));
        expect(batchesIn(rest)).toEqual(batchesIn(whole).slice(at + 1));
        expect(checkpointsIn(rest).at(-1)!.state).toEqual(checkpoints.at(-1)!.state);
        expect(summariesIn(rest)[0]).toMatchObject({ images: summariesIn(whole)[0]!.images });
        expect(summariesIn(rest)[0]!.outliers).toBe(summariesIn(whole)[0]!.outliers);
      }
    }
  });

  it('shows its places before it runs', async () => {
    const { config } = await configure({
      ...{ dataset: { kind: 'quickstart' }, model, method: 'noadapt', shifts: [fog], images: 18 },
      ...{ oodFolder, oodRate: 0.4, labelOrder: 'sorted' },
    });
    expect(shiftsMet(config)).toEqual([fog]);
    const { labels, images } = await previewLabels(config);
    expect(images).toBe(30);
    expect(labels.filter((label) => label < 0)).toHaveLength(12);
    // Known images keep their order.
    const known = labels.filter((label) => label >= 0);
    expect(known).toEqual(known.toSorted((a, b) => a - b));
    const events = await run({ method: 'noadapt', options: {}, oodFolder, oodRate: 0.4, labelOrder: 'sorted' });
    const { label } = unpackRecords(recordsIn(events));
    expect([...label].map((value) => (value === outlierLabel ? -1 : value))).toEqual(labels);
  });
});
