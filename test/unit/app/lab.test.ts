import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { Lab } from '../../../src-main/app/lab.ts';
import type { RunProgress } from '../../../src-shared/api/runs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const entry = fileURLToPath(new URL('../../support/scripted-compute.ts', import.meta.url));
const root = temporaryFolder('lab');
let count = 0;
let lab: Lab;
let dataDir: string;

const open = () => Lab.open({ dataDir, compute: new ComputeClient({ entry }) });

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
    const { run, finished } = await lab.starter.startRun(configOf('done'), { name: 'first', tags: ['a'] });
    expect(run.status).toBe('queued');
    const ended = await finished;
    expect(ended).toMatchObject({ status: 'done', name: 'first', tags: ['a'], attempts: 1 });
    expect(ended.provenance).toMatchObject({ engine: 'scripted', nodeVersion: process.version });
    expect(ended.summary).toMatchObject({ averageTop1: 0.5, images: 10, imagesPerSecond: 4, totalSeconds: 3 });
    const { shifts, checkpoint } = lab.showRun(run.id);
    expect(shifts[0]?.batches.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(checkpoint).toBeUndefined();
  });

  it('reports progress with the accuracy of the shift and the figures so far', async () => {
    const seen: RunProgress[] = [];
    lab.hub.subscribe(({ topic, payload }) => {
      if (topic === 'progress') seen.push(payload);
    });
    const { finished } = await lab.starter.startRun(configOf('done'));
    await finished;
    expect(seen[0]?.stage).toBe('Setting up');
    expect(seen.at(-1)).toMatchObject({ stage: null, done: 5, total: 5, shift: 'fog/5', shiftAccuracy: 0.5 });
    expect(seen.at(-1)?.soFar).toMatchObject({ averageTop1: 0.5, averageEce: 0.1, images: 10, computeSeconds: 2.5 });
  });

  it('keeps everything finished when the compute process dies, and goes on from there', async () => {
    const { run, finished } = await lab.starter.startRun(configOf('crash'));
    await expect(finished).rejects.toMatchObject({
      code: 'job-crashed',
      message: expect.stringContaining('SIGKILL') as string,
    });
    expect(lab.showRun(run.id)).toMatchObject({
      run: { status: 'failed', error: { code: 'job-crashed' } },
      checkpoint: { next: 3 },
    });
    expect(lab.showRun(run.id).shifts[0]?.batches).toHaveLength(3);
    const resumed = await lab.resumeRun(run.id).finished;
    expect(resumed).toMatchObject({ status: 'done', attempts: 2, error: null });
    expect(lab.showRun(run.id).shifts[0]?.batches).toHaveLength(5);
  });

  it('notes why a run failed, and works on the next one', async () => {
    const failing = await lab.starter.startRun(configOf('fail'));
    const next = await lab.starter.startRun(configOf('done'));
    await expect(failing.finished).rejects.toMatchObject({ code: 'bad-checkpoint', hint: 'Choose another.' });
    expect(lab.showRun(failing.run.id).run.error).toMatchObject({ message: 'The model is no model.' });
    expect((await next.finished).status).toBe('done');
  });

  it('stops what is under way and what waits, to be resumed later', async () => {
    const active = await lab.starter.startRun(configOf('slow'));
    const waiting = await lab.starter.startRun(configOf('done'));
    await firstBatch();
    lab.stopAll();
    expect((await active.finished).status).toBe('interrupted');
    expect((await waiting.finished).status).toBe('interrupted');
    expect(lab.resumable().map(({ id }) => id)).toEqual([active.run.id, waiting.run.id]);
    expect((await lab.resumeRun(active.run.id).finished).status).toBe('done');
  });

  it('ends at once when the compute process is killed on purpose', async () => {
    const { run, finished } = await lab.starter.startRun(configOf('slow'));
    await firstBatch();
    lab.killCompute();
    expect((await finished).status).toBe('interrupted');
    expect(lab.showRun(run.id).checkpoint).toBeDefined();
  });

  it('distinguishes a cancelled run from an interrupted one', async () => {
    const { run, finished } = await lab.starter.startRun(configOf('slow'));
    await firstBatch();
    lab.cancelRun(run.id);
    expect((await finished).status).toBe('cancelled');
    expect(lab.resumable()).toEqual([]);
  });

  it('refuses to resume what is done', async () => {
    const { run, finished } = await lab.starter.startRun(configOf('done'));
    await finished;
    expect(() => lab.resumeRun(run.id)).toThrow('nothing to resume');
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
    await expect(lab.starter.startRun({ ...configOf('done'), ...changes })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(hint) as string,
    });
    expect(lab.listRuns()).toEqual([]);
  });

  it('exports into a folder of its own', async () => {
    const { run, finished } = await lab.starter.startRun(configOf('done'));
    await finished;
    const files = await lab.exportRuns([run.id]);
    expect(files.map((file) => path.basename(file))).toContain('summary.csv');
    expect(files.every((file) => file.startsWith(path.join(dataDir, 'exports')))).toBe(true);
  });

  it('finds runs whose process is gone', async () => {
    const { run, finished } = await lab.starter.startRun(configOf('crash'));
    await expect(finished).rejects.toThrow();
    await lab.close();
    lab = open();
    expect(lab.listRuns().map(({ id, status }) => [id, status])).toEqual([[run.id, 'failed']]);
  });
});
