import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calls, type LabApi } from '../../../../src-shared/api/contract.ts';
import type { LabEvent } from '../../../../src-shared/api/events.ts';
import type { RunRecord, RunStatus } from '../../../../src-shared/records.ts';
import { runConfigSchema, type RunConfig } from '../../../../src-shared/run-config.ts';
import { ComputeClient } from '../../../../src-main/jobs/compute-client.ts';
import { ConfigConfinement } from '../../../../src-main/app/api/confine-config.ts';
import { runsApi } from '../../../../src-main/app/api/runs.ts';
import { configure } from '../../../../src-main/runs/configure.ts';
import { openLab, type Lab } from '../../../../src-main/app/open-lab.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../../src-main/store/store.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const entry = fileURLToPath(new URL('../../../support/scripted-compute.ts', import.meta.url));
const root = temporaryFolder('runs-api');
let count = 0;
let lab: Lab;
let store: Store;
let api: ReturnType<typeof runsApi>;
let events: LabEvent[];

/** Models of the scripted compute process are no files, so that only settings are checked here. */
const checkRun: LabApi['checkRun'] = async ({ config }) => ({
  config: (await configure(config)).config,
  warnings: [],
});

beforeEach(() => {
  const dataDir = path.join(root, String(count++));
  const compute = new ComputeClient({ entry });
  lab = openLab({ dataDir, compute });
  store = openStore(path.join(dataDir, 'lab.sqlite'));
  api = runsApi({ ...lab.services, roots: null }, { checkRun }, new ConfigConfinement(store, null));
  events = [];
  lab.hub.subscribe((event) => events.push(event));
});
afterEach(async () => {
  store.close();
  await lab.close();
});

function configOf(script: string, changes: Partial<RunConfig> = {}): RunConfig {
  const shifts = [{ corruption: 'fog', severity: 5 }];
  return runConfigSchema.parse({
    ...{ dataset: { kind: 'quickstart' }, model: script, method: 'noadapt', shifts },
    ...changes,
  });
}

async function start(script: string): Promise<RunRecord> {
  const [run] = await api.startRuns({ runs: [{ config: configOf(script), labels: { tags: ['a'] } }] });
  return run!;
}

async function reached(id: string, ...statuses: RunStatus[]): Promise<RunRecord> {
  for (;;) {
    const { run } = await api.getRun({ id });
    if (statuses.includes(run.status)) return run;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function done(script = 'done'): Promise<RunRecord> {
  return reached((await start(script)).id, 'done', 'failed');
}

describe('runs of the API', () => {
  it('start, are published, and come with all that was measured', async () => {
    const { id } = await start('done');
    await reached(id, 'done');
    const details = await api.getRun({ id });
    expect(calls.getRun.output.parse(details)).toEqual(details);
    expect(details).toMatchObject({ hasCheckpoint: false, shifts: [{ corruption: 'fog', status: 'done' }] });
    const curves = await api.getCurves({ ids: [id] });
    expect(calls.getCurves.output.parse(curves)).toEqual(curves);
    expect(curves[0]?.shifts[0]).toMatchObject({ sizes: [2, 2, 2, 2, 2], correct1: [1, 1, 1, 1, 1] });
    expect(await api.getShifts({ ids: [id] })).toEqual([{ runId: id, shifts: details.shifts, epochs: [] }]);
    expect(await api.listRuns({ filter: { tag: 'a' } })).toEqual([details.run]);
    expect(await api.listProgress({})).toEqual([]);
    const statuses = events.flatMap(({ topic, payload }) => (topic === 'run' ? [payload.status] : []));
    expect(statuses).toEqual(['queued', 'running', 'done']);
    const shown = events.flatMap((event) => (event.topic === 'curve' ? event.payload.shifts : []));
    expect(shown.flatMap(({ correct1 }) => correct1)).toHaveLength(5);
  });

  it('are all queued or none', async () => {
    const good = { config: configOf('done'), labels: {} };
    const bad = { config: configOf('done', { options: { rate: 1 } }), labels: {} };
    await expect(api.startRuns({ runs: [good, bad] })).rejects.toMatchObject({ code: 'bad-option' });
    expect(await api.listRuns({ filter: {} })).toEqual([]);
    expect(await api.startRuns({ runs: [good, good] })).toHaveLength(2);
  });

  it('of the quick start belong together', async () => {
    const short = await api.startQuickstart({ scale: 'short' });
    expect(short.map(({ method }) => method)).toEqual(['noadapt', 'tent', 'mgtta']);
    expect(new Set(short.map(({ group }) => group)).size).toBe(1);
    expect(short[0]!.config).toMatchObject({
      ...{ images: 1000, batchSize: 64, shifts: [{ corruption: 'gaussian_noise', severity: 5 }] },
    });
    const full = await api.startQuickstart({ scale: 'full' });
    expect(full[0]!.config).toMatchObject({ images: 2000 });
    expect(full.length).toBeGreaterThan(short.length);
  });

  it('pause, go on, and are cancelled', async () => {
    const { id } = await start('slow');
    await expect(api.continueRun({ id: 'nothing' })).rejects.toMatchObject({ code: 'not-found' });
    await reached(id, 'running');
    expect(await api.listProgress({})).toMatchObject([{ runId: id, total: 5 }]);
    await api.pauseRun({ id });
    await reached(id, 'paused');
    await api.continueRun({ id });
    await reached(id, 'running');
    await api.cancelRun({ id });
    expect(await reached(id, 'cancelled')).toMatchObject({ error: null });
    await expect(api.pauseRun({ id })).rejects.toMatchObject({ code: 'bad-input' });
    await expect(api.cancelRun({ id })).rejects.toThrow(/nothing to cancel/);
    await api.resumeRun({ id });
    expect(await reached(id, 'done')).toMatchObject({ attempts: 2 });
    expect(events.filter(({ topic }) => topic === 'rewound')).toHaveLength(2);
  });

  it('are cancelled while they wait', async () => {
    const active = await start('slow');
    const waiting = await start('done');
    await expect(api.pauseRun({ id: waiting.id })).rejects.toThrow(/not under way/);
    await api.cancelRun({ id: waiting.id });
    await reached(waiting.id, 'cancelled');
    await api.cancelRun({ id: active.id });
    await reached(active.id, 'cancelled');
  });

  it('show a crash of the compute process, and the next one goes on with a fresh process', async () => {
    const crashing = await start('crash');
    const next = await start('done');
    expect(await reached(crashing.id, 'failed')).toMatchObject({ error: { code: 'job-crashed' } });
    await reached(next.id, 'done');
    expect((await api.getRun({ id: crashing.id })).hasCheckpoint).toBe(true);
    await api.resumeRun({ id: crashing.id });
    expect(await reached(crashing.id, 'done')).toMatchObject({ error: null, attempts: 2 });
  });

  it('run again with the same settings and labels', async () => {
    const first = await done();
    await api.annotateRun({ id: first.id, labels: { name: 'Mine', notes: 'note' } });
    const again = await api.rerun({ id: first.id });
    expect(again).toMatchObject({ name: 'Mine', notes: 'note', tags: ['a'], identity: first.identity });
    expect(again.id).not.toBe(first.id);
  });

  it('take labels and publish them', async () => {
    const { id } = await done();
    const changed = await api.annotateRun({ id, labels: { tags: ['x', 'y'] } });
    expect(changed).toMatchObject({ tags: ['x', 'y'], name: 'NoAdapt' });
    expect(events.at(-1)).toEqual({ topic: 'run', payload: changed });
  });

  it('are deleted and restored, but not while they are under way', async () => {
    const { id } = await done();
    await api.deleteRuns({ ids: [id] });
    expect(events.at(-1)).toEqual({ topic: 'runsDeleted', payload: { ids: [id] } });
    expect(await api.listRuns({ filter: {} })).toEqual([]);
    await expect(api.getRun({ id })).rejects.toMatchObject({ code: 'not-found' });
    await api.restoreRuns({ ids: [id] });
    expect(events.at(-1)).toMatchObject({ topic: 'run', payload: { id } });
    const busy = await start('slow');
    await expect(api.deleteRuns({ ids: [id, busy.id] })).rejects.toMatchObject({ code: 'bad-input' });
    expect(await api.listRuns({ filter: {} })).toHaveLength(2);
  });

  it('leave as files and come back as bundles', async () => {
    const { id } = await done();
    const csv = await api.exportRuns({ ids: [id], format: 'csv' });
    expect(csv.map(({ name }) => name)).toContain('batches.csv');
    expect(csv.every(({ mime }) => mime === 'text/csv')).toBe(true);
    const [bundle] = await api.exportRuns({ ids: [id], format: 'bundle' });
    expect(await api.importBundle(bundle!)).toMatchObject({ added: false, run: { id } });
    await api.deleteRuns({ ids: [id] });
    expect(await api.importBundle(bundle!)).toMatchObject({ added: true, run: { id } });
    await expect(api.importBundle({ name: 'x.json', text: '{' })).rejects.toMatchObject({ code: 'bad-input' });
    const [config] = await api.exportRuns({ ids: [id], format: 'config' });
    expect(runConfigSchema.parse(JSON.parse(config!.text))).toEqual(configOf(path.resolve('done')));
  });
});
