import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFolders } from '../../src-main/cluster/bundle-files.ts';
import { taskStates, type TaskState } from '../../src-main/cluster/task-states.ts';
import { openLab, type Lab } from '../../src-main/app/open-lab.ts';
import type { RunContents } from '../../src-main/store/store.ts';
import type { PlannedRun, Suite } from '../../src-main/suites/suite.ts';
import { labelsOf } from '../../src-main/suites/queue-work.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import { lab as command } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTinyVit } from '../support/tiny-vit.ts';
import { hasSlurm, startCluster, type OneNodeCluster } from './one-node-cluster.ts';

const root = temporaryFolder('slurm');
/** A name that would not survive a shell that takes it apart. */
const shared = path.join(root, "shared $(touch broken) 'disk'");
const scratch = path.join(root, 'scratch');
const model = path.join(root, 'tiny.safetensors');
const seeds = [2020, 2021, 2022];

const base: RunConfigInput = {
  dataset: { kind: 'quickstart', split: 'test' },
  model,
  method: 'noadapt',
  shifts: ['contrast', 'fog'].map((corruption) => ({ corruption, severity: 5 })),
  images: 48,
  batchSize: 8,
  engine: 'onnx-cpu',
};

function suiteOf(id: string, runs: readonly { name: string; config: Partial<RunConfigInput> }[]): Suite {
  const plan = (seed: number): PlannedRun[] =>
    runs.map(({ name, config }) => ({ row: name, columns: [], name, config: { ...base, ...config, seed } }));
  const texts = { id, title: id, about: '', notes: [], family: 'embedded' as const };
  return { ...texts, rows: [], columns: [], plan, published: () => null, defaultSeeds: seeds, curve: null };
}

const small = suiteOf('twelve', [
  { name: 'NoAdapt', config: {} },
  { name: 'TENT', config: { method: 'tent' } },
  { name: 'T3A', config: { method: 't3a' } },
  { name: 'MGTTA', config: { method: 'mgtta', mgg: 'untrained:1', options: { lr: 0.01 } } },
]);
const long = suiteOf('long', [
  {
    name: 'Long',
    config: {
      ...{ method: 'tent', images: 1600, batchSize: 4, checkpointEvery: 7 },
      shifts: ['contrast', 'fog', 'brightness', 'jpeg_compression'].map((corruption) => ({ corruption, severity: 5 })),
    },
  },
]);

/** A generator is pre-trained first, and used by the second of two runs. */
function learningSuite(): Suite {
  const output = path.join(shared, 'mgg', 'learned.safetensors');
  const { dataset, shifts } = base;
  const tiny = { steps: 8, images: 16, hiddenSize: 4, engine: 'onnx-cpu' as const };
  const pretraining = { name: 'MGG', config: { dataset, model, shifts, output, ...tiny } };
  const suite = suiteOf('learning', [
    { name: 'TENT', config: { method: 'tent' } },
    { name: 'MGTTA', config: { method: 'mgtta', mgg: output } },
  ]);
  const plan = (seed: number): PlannedRun[] =>
    suite.plan(seed).map((run) => (run.name === 'MGTTA' ? { ...run, pretraining } : run));
  return { ...suite, plan };
}

let cluster: OneNodeCluster;
let here: Lab;
let there: Lab;

/** Data folders of tasks that were not removed. */
const leftOnNode = (): string[] => readdirSync(scratch).filter((name) => name.startsWith('mgtta-lab'));

/** Results that must be the same wherever a run was computed: everything but times. */
function numbersOf({ run, shifts }: RunContents) {
  return {
    ...{ name: run.name, group: run.group, tags: run.tags, identity: run.identity, status: run.status },
    shifts: shifts.map(({ shift: { corruption, fingerprint, summary }, batches }) => ({
      ...{ corruption, fingerprint, top1: summary?.top1, top5: summary?.top5, ece: summary?.ece },
      batches: batches.map(({ index, size, correct1, correct5, adapted, diagnostics }) => ({
        ...{ index, size, correct1, correct5, adapted, diagnostics },
      })),
    })),
  };
}

function allNumbers(lab: Lab, suite: Suite) {
  const runs = lab.services.store
    .listRuns({ group: labelsOf(suite, '').group })
    .map(({ id }) => numbersOf(lab.contents(id)));
  return runs.toSorted((a, b) => a.identity.localeCompare(b.identity));
}

/** Does a suite in this process, as `lab suite run` does. */
async function runHere(suite: Suite, some: readonly number[]): Promise<void> {
  const { runs } = await here.services.suites.work(suite, some);
  const requests = runs.map(({ planned, config }) => ({ config, labels: labelsOf(suite, planned.name) }));
  for (const { id } of await here.services.starter.startRuns(requests)) await here.finished(id);
}

const waitMs = 150_000;

/** Waits for a state of the tasks; when it does not come about, reports what there is and what the tasks printed. */
async function until(folder: string, reached: (states: readonly TaskState[]) => boolean): Promise<TaskState[]> {
  const end = Date.now() + waitMs;
  for (;;) {
    const states = await taskStates(folder);
    if (reached(states)) return states;
    if (Date.now() > end) {
      const logs = path.join(folder, 'logs');
      const texts = readdirSync(logs).map((name) => readFileSync(path.join(logs, name), 'utf8'));
      throw new Error([JSON.stringify(states, null, 1), ...texts].join('\n'));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const areDone = (states: readonly TaskState[]): boolean => states.every(({ status }) => status === 'done');

describe.skipIf(!hasSlurm())('a suite on a cluster (needs slurm-wlm and munge)', () => {
  beforeAll(async () => {
    cluster = await startCluster();
    mkdirSync(scratch);
    process.env['TMPDIR'] = scratch;
    writeTinyVit(model);
    here = openLab({ dataDir: path.join(root, 'here') });
    there = openLab({ dataDir: path.join(root, 'there') });
  });
  afterAll(async () => {
    await Promise.all([here.close(), there.close()]);
    await cluster.stop();
  });

  it('gives as an array of twelve runs what the local runs give, number for number', async () => {
    const { folder, first, jobIds } = await there.cluster.submit(small, seeds, { folder: shared, cpus: 1 });
    expect({ tasks: first.length, jobs: jobIds.length }).toEqual({ tasks: 12, jobs: 1 });
    const again = await there.cluster.submit(small, seeds, { folder: shared, cpus: 1 });
    expect(again).toMatchObject({ folder, jobIds: [], leftOut: { collectable: 0, queued: 12 } });
    await until(folder, areDone);
    await runHere(small, seeds);

    const dataDir = there.dataDir;
    const { code, out } = await command('suite', 'collect', folder, '--data-dir', dataDir);
    expect({ code, out }).toEqual({ code: 0, out: '12 runs: 12 new.\n' });
    const numbers = allNumbers(there, small);
    expect(numbers).toHaveLength(12);
    expect(numbers).toEqual(allNumbers(here, small));
    expect((await command('suite', 'collect', folder, '--data-dir', dataDir)).out).toBe('12 runs: 12 known already.\n');
    expect(there.services.store.listRuns()).toHaveLength(12);
    // Each task had one CPU, though the runs leave the number of threads to the engine.
    expect(there.services.store.listRuns().map(({ provenance }) => provenance?.threads)).toEqual(Array(12).fill(1));
    expect(leftOnNode()).toEqual([]);
  });

  it('goes on to the same numbers after a task was requeued in the middle', async () => {
    const { folder, jobIds } = await there.cluster.submit(long, [1], { folder: shared, cpus: 1 });
    const job = `${jobIds[0]!}_0`;
    const log = path.join(folder, 'logs', `${job}.log`);
    const printed = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
    // A line is printed when the first of the four streams is done.
    await until(folder, ([task]) => task!.status === 'running' && / of 1600, contrast/.test(printed()));
    execFileSync('scontrol', ['requeue', job]);
    await until(folder, ([task]) => task!.status === 'queued');
    expect(readdirSync(path.join(folder, bundleFolders.unfinished))).toHaveLength(1);
    expect(await there.cluster.collect(folder)).toMatchObject([{ status: 'unfinished', runId: null }]);
    expect(await there.cluster.collect(folder, { partial: true })).toMatchObject([{ status: 'unfinished' }]);
    const [partial] = there.services.store.listRuns({ status: ['interrupted'] });

    await until(folder, (states) => {
      // Slurm would wait two minutes before it starts a requeued task.
      if (states[0]!.status === 'queued') spawnSync('scontrol', ['update', `jobid=${job}`, 'StartTime=now']);
      return areDone(states);
    });
    await runHere(long, [1]);
    expect(await there.cluster.collect(folder)).toMatchObject([{ status: 'updated', runId: partial!.id }]);
    expect(there.contents(partial!.id).run).toMatchObject({ status: 'done', attempts: 2 });
    expect(allNumbers(there, long)).toEqual(allNumbers(here, long));
    expect(printed()).toContain('Going on where an earlier attempt was stopped.');
    expect(leftOnNode()).toEqual([]);
  });

  it('does a pre-training before the run that uses its generator', async () => {
    const suite = learningSuite();
    const { folder, first, after, jobIds } = await there.cluster.submit(suite, [1], { folder: shared, cpus: 1 });
    expect({ first, after, jobs: jobIds.length }).toEqual({ first: [0, 1], after: [2], jobs: 2 });
    await until(folder, ([, , third]) => third!.status === 'queued' && third!.detail === 'Dependency');
    await until(folder, areDone);
    const collected = await there.cluster.collect(folder);
    expect(collected.map(({ status }) => status)).toEqual(['new', 'new', 'new']);
    const [pretrained, , used] = collected.map(({ runId }) => there.contents(runId!).run);
    expect(pretrained).toMatchObject({ kind: 'pretrain', status: 'done' });
    expect(used!.provenance!.mggHash).toBe((pretrained!.summary as { outputHash: string }).outputHash);
    const open = await there.services.suites.work(suite, [1]);
    expect([...open.pretrainings, ...open.runs].every(({ stored }) => stored?.status === 'done')).toBe(true);
  });

  it('submits again what failed, and says what Slurm does not like', async () => {
    const broken = suiteOf('broken', [{ name: 'Broken', config: { model: path.join(shared, 'late.safetensors') } }]);
    const options = { folder: shared, cpus: 1 };
    const { folder, warnings } = await there.cluster.submit(broken, [1], options);
    expect(warnings[0]).toContain('late.safetensors does not exist on this computer; 1 run needs it on the nodes.');
    const hasFailed = (states: readonly TaskState[]) => states.every(({ status }) => status === 'failed');
    const failed = (await until(folder, hasFailed)).map(({ detail }) => detail);
    expect(failed).toEqual([expect.stringContaining('late.safetensors')]);
    const [collected] = await there.cluster.collect(folder);
    expect(collected).toMatchObject({ status: 'failed', problem: failed[0] });
    expect(there.contents(collected!.runId!).run.status).toBe('failed');

    writeFileSync(path.join(shared, 'late.safetensors'), readFileSync(model));
    expect(await there.cluster.submit(broken, [1], options)).toMatchObject({ folder, first: [0] });
    await until(folder, areDone);
    expect(await there.cluster.collect(folder)).toMatchObject([{ status: 'updated', runId: collected!.runId }]);

    const refused = there.cluster.submit(broken, [2], { ...options, sbatch: ['--partition=moon'] });
    await expect(refused).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('invalid partition specified: moon') as string,
    });
  });
});
