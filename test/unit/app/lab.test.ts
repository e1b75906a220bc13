import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { openLab, type Lab } from '../../../src-main/app/open-lab.ts';
import type { RunProgress } from '../../../src-shared/api/runs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const entry = fileURLToPath(new URL('../../support/scripted-compute.ts', import.meta.url));
const root = temporaryFolder('lab');
let count = 0;
let lab: Lab;
let dataDir: string;

const open = () => openLab({ dataDir, compute: new ComputeClient({ entry }) });

beforeEach(() => {
  dataDir = path.join(root, String(count++));
  lab = open();
});
afterEach(() => lab.close());

function firstBatch(): Promise<void> {
  return new Promise((resolve) => {
    lab.hub.subscribe(({ topic, payload }) => {
      if (topic === 'progress' && payload.done > 0) resolve();
    });
  });
}

function configOf(script: string): RunConfigInput {
  return {
    dataset: { kind: 'quickstart', split: 'test' },
    model: script,
    method: 'noadapt',
    shifts: [{ corruption: 'fog', severity: 5 }],
  };
}

describe('Lab', () => {
  it('stores a run with its batches, summary and provenance', async () => {
    const run = await lab.services.starter.startRun(configOf('done'), { name: 'first', tags: ['a'] });
    const finished = lab.finished(run.id);
    expect(run.status).toBe('queued');
    const ended = await finished;
    expect(ended).toMatchObject({ status: 'done', name: 'first', tags: ['a'], attempts: 1 });
    expect(ended.provenance).toMatchObject({ engine: 'scripted', nodeVersion: process.version });
    expect(ended.summary).toMatchObject({ averageTop1: 0.5, images: 10, imagesPerSecond: 4, totalSeconds: 3 });
    const { shifts, checkpoint } = lab.contents(run.id);
    expect(shifts[0]?.batches.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(checkpoint).toBeUndefined();
  });

  it('reports progress with the accuracy of the shift and the figures so far', async () => {
    const seen: RunProgress[] = [];
    lab.hub.subscribe(({ topic, payload }) => {
      if (topic === 'progress') seen.push(payload);
    });
    await lab.finished((await lab.services.starter.startRun(configOf('done'))).id);
    expect(seen[0]?.stage).toBe('Setting up');
    expect(seen.at(-1)).toMatchObject({ stage: null, done: 5, total: 5, shift: 'fog/5', shiftAccuracy: 0.5 });
    expect(seen.at(-1)?.soFar).toMatchObject({ averageTop1: 0.5, averageEce: 0.1, images: 10, computeSeconds: 2.5 });
  });

  it('keeps everything finished when the compute process dies, and goes on from there', async () => {
    const run = await lab.services.starter.startRun(configOf('crash'));
    const finished = lab.finished(run.id);
    await expect(finished).rejects.toMatchObject({
      code: 'job-crashed',
      message: expect.stringContaining('SIGKILL') as string,
    });
    expect(lab.contents(run.id)).toMatchObject({
      run: { status: 'failed', error: { code: 'job-crashed' } },
      checkpoint: { next: 3 },
    });
    expect(lab.contents(run.id).shifts[0]?.batches).toHaveLength(3);
    const resumed = await lab.finished(lab.services.scheduler.resume(run.id).id);
    expect(resumed).toMatchObject({ status: 'done', attempts: 2, error: null });
    expect(lab.contents(run.id).shifts[0]?.batches).toHaveLength(5);
  });

  it('notes why a run failed, and works on the next one', async () => {
    const failing = await lab.services.starter.startRun(configOf('fail'));
    const next = await lab.services.starter.startRun(configOf('done'));
    await expect(lab.finished(failing.id)).rejects.toMatchObject({ code: 'bad-checkpoint', hint: 'Choose another.' });
    expect(lab.contents(failing.id).run.error).toMatchObject({ message: 'The model is no model.' });
    expect((await lab.finished(next.id)).status).toBe('done');
  });

  it('stops what is under way and what waits, to be resumed later', async () => {
    const active = await lab.services.starter.startRun(configOf('slow'));
    const waiting = await lab.services.starter.startRun(configOf('done'));
    await firstBatch();
    lab.stopAll();
    expect((await lab.finished(active.id)).status).toBe('interrupted');
    expect((await lab.finished(waiting.id)).status).toBe('interrupted');
    expect(
      lab.services.store
        .listRuns({ status: ['interrupted'] })
        .reverse()
        .map(({ id }) => id),
    ).toEqual([active.id, waiting.id]);
    expect((await lab.finished(lab.services.scheduler.resume(active.id).id)).status).toBe('done');
  });

  it('ends at once when the compute process is killed on purpose', async () => {
    const run = await lab.services.starter.startRun(configOf('slow'));
    const finished = lab.finished(run.id);
    await firstBatch();
    lab.killCompute();
    expect((await finished).status).toBe('interrupted');
    expect(lab.contents(run.id).checkpoint).toBeDefined();
  });

  it('distinguishes a cancelled run from an interrupted one', async () => {
    const run = await lab.services.starter.startRun(configOf('slow'));
    const finished = lab.finished(run.id);
    await firstBatch();
    lab.services.scheduler.cancel(run.id);
    expect((await finished).status).toBe('cancelled');
    expect(lab.services.store.listRuns({ status: ['interrupted'] }).reverse()).toEqual([]);
  });

  it('refuses to resume what is done', async () => {
    const run = await lab.services.starter.startRun(configOf('done'));
    await lab.finished(run.id);
    expect(() => lab.services.scheduler.resume(run.id)).toThrow('nothing to resume');
  });

  it.each([
    [{ method: 'mgta' }, 'There is no method', 'noadapt'],
    [{ options: { rate: 1 } }, 'options of NoAdapt', 'none'],
    [{ method: 'tent', options: { lr: -1 } }, 'lr', 'lr'],
    [{ method: 'mgtta', mgg: 'quickstart', batchSize: 1 }, 'batch of 1', '2 or more'],
    [{ method: 'mgtta' }, 'meta gradient generator', 'checkpoint'],
    [{ batchSize: 0 }, 'batchSize', 'batchSize'],
    [{ sead: 1 }, 'sead', 'seed'],
  ])('refuses %j in one sentence and stores nothing', async (changes, message, hint) => {
    await expect(lab.services.starter.startRun({ ...configOf('done'), ...changes })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(hint) as string,
    });
    expect(lab.services.store.listRuns()).toEqual([]);
  });

  it('exports into a folder of its own', async () => {
    const run = await lab.services.starter.startRun(configOf('done'));
    await lab.finished(run.id);
    const files = await lab.writeExport([run.id]);
    expect(files.map((file) => path.basename(file))).toContain('summary.csv');
    expect(files.every((file) => file.startsWith(path.join(dataDir, 'exports')))).toBe(true);
  });

  it('finds runs whose process is gone', async () => {
    const run = await lab.services.starter.startRun(configOf('crash'));
    const finished = lab.finished(run.id);
    await expect(finished).rejects.toThrow();
    await lab.close();
    lab = open();
    expect(lab.services.store.listRuns().map(({ id, status }) => [id, status])).toEqual([[run.id, 'failed']]);
  });
});
