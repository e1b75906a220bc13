import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src-shared/records.ts';
import { openLab } from '../../../src-main/app/open-lab.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { placesOn } from '../../../src-main/planning/engines/places.ts';
import { EventHub } from '../../../src-main/platform/event-hub.ts';
import { LabLog } from '../../../src-main/platform/log.ts';
import { ComputePool } from '../../../src-main/runs/compute-pool.ts';
import { RunScheduler } from '../../../src-main/runs/run-scheduler.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { NewRun, Store } from '../../../src-main/store/store.ts';
import { machineWith } from '../../support/machines.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newRun } from '../store/support.ts';

const entry = fileURLToPath(new URL('../../support/scripted-compute.ts', import.meta.url));
const twoGpus = machineWith({
  hasCuda: true,
  nvidia: ['a', 'b'].map((letter) => ({ name: 'NVIDIA Example', driver: '600.1', uuid: `GPU-${letter}` })),
});

/** Waits until so many runs stand still where the script holds them. */
async function held(store: Store, count: number): Promise<void> {
  await expect.poll(() => store.listRuns({ status: ['paused'] }).length, { timeout: 30_000 }).toBe(count);
}

describe('two GPUs and the processor', () => {
  const folder = temporaryFolder('several-places');
  let store: Store;
  let pool: ComputePool;
  let scheduler: RunScheduler;
  /** The most runs that were under way at a time. */
  let most = 0;

  beforeEach(() => {
    store = openStore(path.join(folder, `${Math.random()}.sqlite`));
    const hub = new EventHub();
    pool = new ComputePool(new ComputeClient({ entry }));
    scheduler = new RunScheduler({ store, pool, hub, log: new LabLog(folder), mggFolder: folder });
    pool.arrange(placesOn(twoGpus, { devices: null, jobsPerDevice: 1 }, {}));
    most = 0;
    hub.subscribe(({ topic }) => {
      if (topic === 'progress') most = Math.max(most, scheduler.progress().length);
    });
  });
  afterEach(async () => {
    await scheduler.close();
    store.close();
  });

  const add = (model: string, engine: 'onnx-cuda' | 'onnx-cpu' = 'onnx-cuda'): RunRecord =>
    scheduler.add(newRun({ model, engine }));

  const underWay = (count: number): Promise<void> => held(store, count);
  const goOn = (...runs: readonly RunRecord[]): void => runs.forEach(({ id }) => scheduler.continue(id));

  it('share a queue of six runs, one of which crashes', async () => {
    const runs = ['slow', 'slow', 'crash', 'slow', 'done', 'slow'].map((model) => add(model));
    expect(scheduler.waiting()).toHaveLength(5);
    await Promise.allSettled(runs.map(({ id }) => scheduler.finished(id)));
    const ended = runs.map(({ id }) => store.getRun(id));
    expect(ended.map(({ status }) => status)).toEqual(['done', 'done', 'failed', 'done', 'done', 'done']);
    expect(ended[2]?.error?.code).toBe('job-crashed');
    expect(most).toBe(2);
    // Each process sees the GPU of its place, which stands in the record.
    const where = new Set(ended.map(({ provenance }) => `${provenance?.place} sees ${provenance?.device}`));
    expect([...where].sort()).toEqual(['GPU 0: NVIDIA Example sees GPU-a', 'GPU 1: NVIDIA Example sees GPU-b']);
    expect((await scheduler.finished(scheduler.resume(runs[2]!.id).id)).status).toBe('done');
  });

  it('go on with one run when the other is cancelled', async () => {
    const [first, second, third] = [add('held'), add('held'), add('done')];
    await underWay(2);
    expect(scheduler.progress().map(({ runId, place }) => [runId, place])).toEqual([
      [first.id, 'GPU 0'],
      [second.id, 'GPU 1'],
    ]);
    scheduler.cancel(first.id);
    expect((await scheduler.finished(first.id)).status).toBe('cancelled');
    expect((await scheduler.finished(third.id)).provenance?.place).toBe('GPU 0: NVIDIA Example');
    expect(store.getRun(second.id).status).toBe('paused');
    goOn(second);
    expect((await scheduler.finished(second.id)).status).toBe('done');
  });

  it('let a run of the processor pass one that waits for a GPU, and a benchmark have the computer for itself', async () => {
    const [first, second] = [add('held'), add('held')];
    const [waits, passes] = [add('done'), add('held', 'onnx-cpu')];
    await underWay(3);
    expect(scheduler.waiting()).toEqual([waits.id]);
    const beside = new ComputeClient({ entry });
    const benchmark = scheduler.perform({ kind: 'engines' }, beside);
    const after = add('done', 'onnx-cpu');
    goOn(passes);
    expect((await scheduler.finished(passes.id)).provenance?.place).toMatch(/^CPU: /);
    expect(store.getRun(after.id).status).toBe('queued');
    expect(beside.pid).toBeUndefined();
    goOn(first, second);
    await scheduler.finished(waits.id);
    // The scripted process answers nothing to that.
    await expect.poll(() => beside.pid, { timeout: 30_000 }).toBeDefined();
    expect(scheduler.progress()).toEqual([]);
    beside.kill();
    await expect(benchmark).rejects.toMatchObject({ code: 'job-crashed' });
    expect((await scheduler.finished(after.id)).status).toBe('done');
  });

  it('end what is under way where it is when there are other places', async () => {
    const [first, second] = [add('held'), add('held')];
    await underWay(2);
    pool.arrange(placesOn(twoGpus, { devices: ['gpu1'], jobsPerDevice: 1 }, {}));
    const next = add('done');
    goOn(first, second);
    const ended = await Promise.all([first, second, next].map(({ id }) => scheduler.finished(id)));
    expect(ended.map(({ provenance }) => provenance?.place?.slice(0, 5))).toEqual(['GPU 0', 'GPU 1', 'GPU 1']);
  });
});

it('a lab that is opened again goes on with two runs that were interrupted, both at a time', async () => {
  const dataDir = temporaryFolder('two-jobs');
  const open = () => openLab({ dataDir, compute: new ComputeClient({ entry }), places: { jobsPerDevice: 2 } });
  const first = open();
  const { config } = newRun({ model: 'held', method: 'noadapt' }) as Extract<NewRun, { kind: 'adapt' }>;
  const runs = await first.services.starter.startRuns(
    [1, 2].map((seed) => ({ config: { ...config, seed }, labels: {} })),
  );
  await held(first.services.store, 2);
  await first.close();
  const second = open();
  try {
    const { scheduler, store } = second.services;
    expect(store.listRuns({ status: ['interrupted'] })).toHaveLength(2);
    const ended = await Promise.all(runs.map(({ id }) => scheduler.finished(scheduler.resume(id).id)));
    expect(ended.map(({ status, attempts }) => [status, attempts])).toEqual(runs.map(() => ['done', 2]));
    const jobs = ended.map(({ provenance }) => /CPU · \d\/2/.exec(provenance?.place ?? '')?.[0]);
    expect(jobs.sort()).toEqual(['CPU · 1/2', 'CPU · 2/2']);
  } finally {
    await second.close();
  }
});
