import { createHash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileURLToPath } from 'node:url';
import { runConfigSchema, type RunConfig } from '../../../src-shared/run-config.ts';
import { modelFile } from '../../../src-main/platform/package-root.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { DatasetFactsReader } from '../../../src-main/planning/dataset-facts.ts';
import { estimateRuns } from '../../../src-main/planning/estimate-runs.ts';
import type { ModelFactsReader } from '../../../src-main/planning/model-facts.ts';
import { SpeedBook } from '../../../src-main/planning/speed-book.ts';
import { imagesOf, medianSpeed, speedKey, speedKind } from '../../../src-main/planning/speed.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { openLab, type Lab } from '../../../src-main/app/open-lab.ts';
import type { SpareJob } from '../../../src-main/runs/run-queue.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('estimate');
const entry = fileURLToPath(new URL('../../support/scripted-compute.ts', import.meta.url));
/** As the scripted compute process reports the hash of a model that is no file. */
const models = {
  read: ({ model }: RunConfig) =>
    Promise.resolve({ classes: 10, bytes: 1, hash: createHash('sha256').update(path.resolve(model)).digest('hex') }),
} as unknown as ModelFactsReader;
const datasets = new DatasetFactsReader();
const config = (changes: Partial<RunConfig> = {}): RunConfig =>
  runConfigSchema.parse({
    dataset: { kind: 'quickstart', split: 'test' },
    model: 'done',
    method: 'noadapt',
    shifts: [{ corruption: 'fog', severity: 5 }],
    images: 100,
    ...changes,
  });

describe('kinds of runs', () => {
  const key = (changes: Partial<RunConfig>) => speedKey(speedKind(config(changes)), 'hash');

  it('are the same whatever the length, seed and learning rate', () => {
    const same = key({ options: { lr: 0.1 }, images: 5, seed: 3, shifts: [{ corruption: 'snow', severity: 1 }] });
    expect(same).toBe(key({ options: { lr: 0.2 } }));
  });

  it.each([
    { batchSize: 8 },
    { method: 'tent' },
    { engine: 'wasm' },
    { threads: 3 },
    { options: { candidates: 28 } },
    { dataset: { kind: 'quickstart', split: 'train' } },
  ] as Partial<RunConfig>[])('differ with %j', (changes) => {
    expect(key(changes)).not.toBe(key({}));
  });
});

describe('speeds', () => {
  it('are taken from the middle of several', () => {
    const speed = (secondsPerImage: number, setupSeconds: number) => ({ secondsPerImage, setupSeconds });
    expect(medianSpeed([])).toBeUndefined();
    expect(medianSpeed([speed(3, 1), speed(1, 5), speed(2, 90)])).toEqual(speed(2, 5));
  });

  it('count all images of all shifts', () => {
    const shifts = config().shifts.flatMap(({ corruption }) => [1, 2, 3].map((severity) => ({ corruption, severity })));
    expect(imagesOf(config({ shifts }), 4000)).toBe(300);
    expect(imagesOf(config({ shifts, images: null }), 4000)).toBe(12_000);
    expect(imagesOf(config({ shifts, rounds: 4 }), 4000)).toBe(1200);
    expect(imagesOf(config({ shifts, rounds: 4, order: 'mixed' }), 4000)).toBe(1200);
  });
});

describe('estimates', () => {
  let lab: Lab;
  let store: Store;
  let count = 0;
  /** Says of a calibration what the scripted process would never reach by itself. */
  const busy: SpareJob = () => Promise.resolve(undefined);

  beforeEach(() => {
    const dataDir = path.join(root, String(count++));
    lab = openLab({ dataDir, compute: new ComputeClient({ entry }) });
    store = openStore(path.join(dataDir, 'lab.sqlite'));
  });
  afterEach(async () => {
    store.close();
    await lab.close();
  });
  const book = (spare: SpareJob, auto: string | undefined = 'scripted') =>
    new SpeedBook({ store, models, spare, engineFor: () => Promise.resolve(auto) });

  it('come from earlier runs of the kind', async () => {
    await lab.finished((await lab.services.starter.startRun(config())).id);
    // The script says 2.5 s computing, 0.5 s loading, 3 s in all for 10 images.
    const estimate = await estimateRuns([config(), config({ seed: 1 })], { book: book(busy), datasets });
    expect(estimate.seconds).toBeCloseTo(2 * 100 * 0.3);
    expect(estimate.basis).toMatch(/earlier runs of this kind/);
  });

  it('come from a calibration where nothing of the kind has run, which is kept', async () => {
    let jobs = 0;
    const spare: SpareJob = (job, onEvent) => {
      jobs += 1;
      return lab.services.scheduler.spare(job, onEvent);
    };
    const first = await estimateRuns([config()], { book: book(spare), datasets });
    // 0.5 s computing and 0.1 s loading for the two images of a batch.
    expect(first.seconds).toBeCloseTo(100 * 0.3, -1);
    expect(first.basis).toMatch(/few batches/);
    await estimateRuns([config({ seed: 2 })], { book: book(spare), datasets });
    expect(jobs).toBe(1);
    expect(store.listRuns()).toEqual([]);
  });

  it('know what auto means: what was measured on one engine says nothing of another', async () => {
    await lab.finished((await lab.services.starter.startRun(config())).id);
    const known = (spare: SpareJob, auto?: string) => book(spare, auto).find(config());
    expect((await known(busy, 'scripted'))?.source).toBe('runs');
    expect(await known(busy, 'onnx-cuda')).toBeUndefined();
    const { spare } = lab.services.scheduler;
    expect((await known(spare, 'onnx-cuda'))?.source).toBe('calibration');
    expect((await known(busy, 'onnx-cuda'))?.source).toBe('calibration');
    expect(await known(busy, 'onnx-webgpu')).toBeUndefined();
  });

  it('keep no calibration as long as nobody knows which engine it was', async () => {
    const unknown = (spare: SpareJob) =>
      new SpeedBook({ store, models, spare, engineFor: () => Promise.resolve(undefined) });
    expect((await unknown(lab.services.scheduler.spare).find(config()))?.source).toBe('calibration');
    expect(await unknown(busy).find(config())).toBeUndefined();
  });

  it('say so when the computer is busy, and fall back to runs much like it', async () => {
    const none = await estimateRuns([config()], { book: book(busy), datasets });
    expect(none).toEqual({ seconds: null, basis: expect.stringMatching(/busy/) as string });
    await lab.finished((await lab.services.starter.startRun(config({ batchSize: 8 }))).id);
    const similar = await estimateRuns([config()], { book: book(busy), datasets });
    expect(similar.seconds).toBeCloseTo(100 * 0.3);
    expect(similar.basis).toMatch(/order of magnitude/);
  });

  it('count only prediction once a budget is spent', async () => {
    await lab.finished((await lab.services.starter.startRun(config({ method: 'tent', options: { lr: 0.1 } }))).id);
    await lab.finished((await lab.services.starter.startRun(config())).id);
    const limited = config({ method: 'tent', options: { lr: 0.1 }, batchSize: 64, budgetBatches: 1 });
    const { seconds } = await estimateRuns([limited], { book: book(busy), datasets });
    expect(seconds).toBeCloseTo(64 * 0.3 + 36 * 0.3);
  });
});

describe('the compute process while it is idle', () => {
  it('makes room for a run at once, and does nothing beside one', async () => {
    const dataDir = path.join(root, 'idle');
    const lab = openLab({ dataDir, compute: new ComputeClient({ entry }) });
    const order: string[] = [];
    const spare = lab.services.scheduler
      .spare({ kind: 'adapt', config: config({ model: 'slow' }) }, () => undefined)
      .then((begun) => {
        order.push(`spare ${String(begun !== undefined)}`);
      });
    const { id } = await lab.services.starter.startRun(config());
    expect(await lab.services.scheduler.spare({ kind: 'adapt', config: config() }, () => undefined)).toBeUndefined();
    await lab.finished(id).then(() => order.push('run'));
    await spare;
    expect(order).toEqual(['spare true', 'run']);
    await lab.close();
  });
});

describe('estimates that nobody wants any more', () => {
  /** A model whose estimate never ends. */
  const stuck = path.join(root, 'stuck');
  const done = path.join(root, 'done');
  for (const model of [stuck, done]) copyFileSync(modelFile('quickstart'), model);
  let lab: Lab;
  let started: string[];
  let count = 0;

  beforeEach(() => {
    const compute = new ComputeClient({ entry });
    started = [];
    const start = compute.start.bind(compute);
    compute.start = (job, onEvent) => {
      started.push(job.kind === 'adapt' ? path.basename(job.config.model) : job.kind);
      return start(job, onEvent);
    };
    lab = openLab({ dataDir: path.join(root, `unwanted-${count++}`), compute });
  });
  afterEach(() => lab.close());
  const estimate = (model: string, method: string, signal?: AbortSignal) =>
    lab.api.estimateRuns({ configs: [config({ model, method, engine: 'wasm' })] }, signal);

  it('are ended where they have begun, and not begun where they have not', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const outdated = [estimate(stuck, 'noadapt', first.signal), estimate(stuck, 'tent', second.signal)];
    const ends = Promise.allSettled(outdated);
    await vi.waitFor(() => expect(started).toEqual(['stuck']));
    first.abort(new LabError('cancelled', 'Not wanted.'));
    second.abort(new LabError('cancelled', 'Not wanted.'));
    expect((await estimate(done, 'noadapt')).seconds).toBeGreaterThan(0);
    expect((await ends).map((end) => (end.status === 'rejected' ? (end.reason as unknown) : end))).toEqual([
      expect.objectContaining({ code: 'cancelled' }),
      expect.objectContaining({ code: 'cancelled' }),
    ]);
    expect(started).toEqual(['stuck', 'done']);
  });

  it('keep no run waiting, even where they can not be interrupted', async () => {
    const asked = estimate(stuck, 'noadapt');
    await vi.waitFor(() => expect(started).toEqual(['stuck']));
    const { id } = await lab.services.starter.startRun(config({ model: done, engine: 'wasm' }));
    expect(await lab.finished(id)).toMatchObject({ status: 'done' });
    expect(await asked).toMatchObject({ seconds: null, basis: expect.stringMatching(/busy/) as string });
  });
});
