import path from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { SweepState } from '../../../src-shared/api/sweeps.ts';
import { sweepSchema, type SweepInput } from '../../../src-shared/sweeps/sweep.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { openLab, type Lab } from '../../../src-main/app/open-lab.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const entry = fileURLToPath(new URL('../../support/scripted-compute.ts', import.meta.url));
const root = temporaryFolder('sweeps');
let count = 0;
let dataDir: string;
let lab: Lab;
let api: LabApi;

function open(): void {
  lab = openLab({ dataDir, compute: new ComputeClient({ entry }) });
  api = lab.api;
}
beforeEach(() => {
  dataDir = path.join(root, String(count++));
  open();
});
afterEach(() => lab.close());

const base = {
  dataset: { kind: 'quickstart' as const, split: 'test' as const },
  model: 'quickstart',
  shifts: [{ corruption: 'fog', severity: 5 }],
  images: 10,
};
const rates = { lr: { values: [0.1, 0.01, 0.001, 1] } };

function sweepOf(changes: Partial<SweepInput> = {}) {
  const methods = ['tent', 'foa_sgd'].map((method) => ({ name: method.toUpperCase(), method, vary: rates }));
  return sweepSchema.parse({ name: 'Rates of two', base, methods, seeds: [1, 2, 3], ...changes });
}

async function untilIdle(id: string): Promise<SweepState> {
  for (let idle = 0; ;) {
    const state = await api.getSweep({ id });
    idle = state.summary.active ? 0 : idle + 1;
    // Between two rounds nothing is under way for a moment.
    if (idle > 5) return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Has the lab find another accuracy of runs when it is opened again. */
async function makeTop1(top1: number, runIds: readonly string[]): Promise<void> {
  await lab.close();
  const db = new SqliteDatabase(path.join(dataDir, 'lab.sqlite'));
  const update = db.prepare("UPDATE shifts SET summary = json_set(summary, '$.top1', ?) WHERE run_id = ?");
  for (const runId of runIds) update.run(top1, runId);
  db.close();
  open();
}

describe('a sweep', () => {
  it('is 4 rates × 3 seeds × 2 methods, done once', async () => {
    const sweep = sweepOf();
    const { id, trials, runs, finished } = await api.createSweep({ sweep });
    expect({ id, trials, runs, finished }).toEqual({ id: 'rates-of-two', trials: 8, runs: 24, finished: 0 });
    expect(await api.startSweep({ id, retry: true })).toHaveLength(24);
    const { summary, trials: done } = await untilIdle(id);
    expect(summary).toMatchObject({ finished: 24, active: false });
    for (const { status, perSeed, mean, std, runIds } of done) {
      expect({ status, perSeed, mean, std }).toEqual({ status: 'done', perSeed: [50, 50, 50], mean: 50, std: 0 });
      expect(new Set(runIds).size).toBe(3);
    }
    expect(await api.startSweep({ id, retry: true })).toEqual([]);
    expect(await api.estimateSweep({ sweep })).toMatchObject({ seconds: 0, trials: 8, runs: 24 });
    expect(lab.services.store.listRuns({ group: 'Sweep: Rates of two' })).toHaveLength(24);
    const tagged = lab.services.store.listRuns({}).filter(({ tags }) => tags.includes('chosen on test labels'));
    const chosen = done.filter(({ index }) => index === 0).flatMap(({ runIds }) => runIds);
    expect(tagged.map((run) => run.id).toSorted()).toEqual(chosen.toSorted());
  });

  it('is known again by its configuration, and forgotten without its runs', async () => {
    const { id } = await api.createSweep({ sweep: sweepOf() });
    expect((await api.createSweep({ sweep: sweepOf({ name: 'Another name' }) })).id).toBe(id);
    const other = await api.createSweep({ sweep: sweepOf({ seeds: [1] }) });
    expect(other.id).toBe('rates-of-two-2');
    await api.startSweep({ id: other.id, retry: true });
    await untilIdle(other.id);
    // Its runs are those of the larger one, too.
    expect((await api.getSweep({ id })).summary.finished).toBe(8);
    await lab.close();
    open();
    await api.deleteSweep({ id: other.id });
    expect((await api.listSweeps({})).map((one) => one.id)).toContain(id);
    await expect(api.getSweep({ id: other.id })).rejects.toMatchObject({ code: 'not-found' });
    expect((await api.getSweep({ id })).summary.finished).toBe(8);
  });

  it('goes on round by round where trials depend on earlier ones, to the same trials after a stop', async () => {
    const vary = { lr: { from: 1e-4, to: 1, scale: 'log' as const } };
    const methods = [{ name: 'TENT', method: 'tent', vary }];
    const sweep = sweepOf({ methods, strategy: 'tpe', trials: 9, parallel: 2, seeds: [1] });
    const { id } = await api.createSweep({ sweep });
    expect(await api.startSweep({ id, retry: true })).toHaveLength(2);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await api.stopSweep({ id });
    const stopped = await untilIdle(id);
    expect(stopped.trials.length).toBeLessThan(9);
    await lab.close();
    open();
    await api.startSweep({ id, retry: true });
    const { trials } = await untilIdle(id);
    expect(trials.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'done'));
    const values = trials.map((trial) => trial.values['lr']);
    expect(values.slice(0, stopped.trials.length)).toEqual(stopped.trials.map((trial) => trial.values['lr']));
    expect(new Set(values).size).toBe(9);
  });

  it('keeps trials that failed apart, and begins them anew when asked to', async () => {
    const { id } = await api.createSweep({ sweep: sweepOf({ base: { ...base, model: '/nowhere/fail' }, seeds: [1] }) });
    await api.startSweep({ id, retry: true });
    const { trials, methods } = await untilIdle(id);
    for (const { status, mean } of trials) expect({ status, mean }).toEqual({ status: 'failed', mean: null });
    expect(methods[0]!.choices[0]).toMatchObject({ rule: 'oracle', trial: null, regret: null });
    expect(await api.startSweep({ id, retry: false })).toEqual([]);
    expect(await api.startSweep({ id, retry: true })).toHaveLength(8);
    await untilIdle(id);
  });

  it('asks its runs for what its rules go by; others without it do not count', async () => {
    const plain = await api.createSweep({ sweep: sweepOf({ seeds: [1] }) });
    await api.startSweep({ id: plain.id, retry: true });
    await untilIdle(plain.id);
    const { id } = await api.createSweep({ sweep: sweepOf({ seeds: [1], rules: ['snd', 'sAcc'] }) });
    expect((await api.getSweep({ id })).summary.finished).toBe(0);
    const [run] = await api.startSweep({ id, retry: true });
    expect(run).toMatchObject({ config: { unlabelledImages: 1000, cleanImages: 1000 } });
    await untilIdle(id);
    // Runs that measure more serve sweeps that ask for less.
    expect((await api.getSweep({ id: plain.id })).summary.finished).toBe(8);
  });

  it('runs on validation streams, too, where a rule chooses on them', async () => {
    const validation = {
      dataset: { kind: 'quickstart' as const, split: 'validation' as const },
      shifts: [{ corruption: 'spatter', severity: 5 }],
      images: 10,
    };
    const { id, runs } = await api.createSweep({ sweep: sweepOf({ seeds: [1], rule: 'validation', validation }) });
    expect(runs).toBe(16);
    await api.startSweep({ id, retry: true });
    const { methods, trials } = await untilIdle(id);
    expect(trials[0]!.runIds).toHaveLength(1);
    expect(trials[0]!.validationRunIds).toHaveLength(1);
    const choice = (rule: string) => methods[0]!.choices.find((one) => one.rule === rule);
    expect(choice('validation')).toMatchObject({ chosenOn: 'validation', mark: '', trial: 0, mean: 50, regret: 0 });
    expect(choice('oracle')).toMatchObject({ chosenOn: 'test', mark: '†' });
  });

  it('gives up trials below the median of earlier ones, with the same verdict whenever it is asked', async () => {
    const vary = { lr: { values: [0.1, 0.01, 0.001, 0.2, 0.3, 0.4] } };
    const methods = [{ name: 'TENT', method: 'tent', vary }];
    const whole = await api.createSweep({ sweep: sweepOf({ methods, seeds: [1, 2] }) });
    await api.startSweep({ id: whole.id, retry: true });
    const { trials: done } = await untilIdle(whole.id);
    // The scripted computer gives all runs the same accuracy: one is made worse.
    await makeTop1(0.2, [done[4]!.runIds[0]!]);
    const { id } = await api.createSweep({ sweep: sweepOf({ methods, seeds: [1, 2], pruneAfter: 1, parallel: 3 }) });
    const { trials, summary, methods: states } = await api.getSweep({ id });
    expect(trials.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'pruned', 'done']);
    expect(trials[4]).toMatchObject({ mean: null, perSeed: [null, null], scores: { oracle: null } });
    expect(states[0]!.bestSoFar.map(({ after }) => after)).toEqual([0, 1, 2, 3, 5]);
    expect(summary).toMatchObject({ runs: 12, finished: 12 });
    expect(await api.startSweep({ id, retry: true })).toEqual([]);
  });

  it('leaves a trial alone that ends before what it gave is heard of', async () => {
    const sweepFor = (values: number[], changes: Partial<SweepInput> = {}) =>
      sweepOf({ methods: [{ name: 'TENT', method: 'tent', vary: { lr: { values } } }], seeds: [1], ...changes });
    const better = await api.createSweep({ sweep: sweepFor([0.1, 0.01, 0.001, 0.2]) });
    await api.startSweep({ id: better.id, retry: true });
    const { trials: done } = await untilIdle(better.id);
    await makeTop1(
      0.9,
      done.flatMap(({ runIds }) => runIds),
    );
    const cancel = vi.spyOn(lab.services.scheduler, 'cancel');
    const values = [0.1, 0.01, 0.001, 0.2, 0.3, 0.4];
    const { id } = await api.createSweep({ sweep: sweepFor(values, { pruneAfter: 1, parallel: 2 }) });
    await api.startSweep({ id, retry: true });
    const { trials } = await untilIdle(id);
    expect(trials.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'pruned', 'pruned']);
    // A run of the scripted computer is over within the interval of its progress.
    expect(cancel.mock.results.filter(({ type }) => type === 'throw')).toEqual([]);
  });

  it('is written as files', async () => {
    const { id } = await api.createSweep({ sweep: sweepOf({ seeds: [1] }) });
    await api.startSweep({ id, retry: true });
    await untilIdle(id);
    const [trials, rules, own] = await api.exportSweep({ id });
    expect(trials!.text.split('\n').slice(0, 2)[1]).toMatch(/^TENT,0,0\.1,done,50,,50,0\.5,/);
    expect(rules!.text).toContain('TENT,oracle,test,0,0.1,50,,0\n');
    expect(sweepSchema.parse(JSON.parse(own!.text))).toEqual(sweepOf({ seeds: [1] }));
  });
});

describe('a sweep that makes no sense', () => {
  const refused = (changes: Partial<SweepInput>) => api.createSweep({ sweep: sweepOf(changes) });

  it('is refused in one sentence', async () => {
    const tent = { name: 'a', method: 'tent' };
    await expect(refused({ methods: [tent, tent] })).rejects.toThrow('Two methods of the sweep are called "a".');
    await expect(refused({ rule: 'validation' })).rejects.toThrow('names none');
    await expect(refused({ pruneAfter: 1, metric: 'mce' })).rejects.toThrow("Trials can't be pruned by mce");
    await expect(refused({ methods: [{ name: 'a', method: 'nothing' }] })).rejects.toThrow('nothing');
    const huge = { values: Array.from({ length: 200 }, (_, i) => i + 1) };
    await expect(refused({ vary: { batchSize: huge, rounds: huge } })).rejects.toThrow('more than 5000');
    await expect(api.getSweep({ id: 'none' })).rejects.toMatchObject({ code: 'not-found' });
  });
});
