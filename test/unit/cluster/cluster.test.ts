import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sweepSchema } from '../../../src-shared/sweeps/sweep.ts';
import { bundleFolders } from '../../../src-main/cluster/bundle-files.ts';
import { readPlan } from '../../../src-main/cluster/job-files.ts';
import { findTask } from '../../../src-main/cluster/task.ts';
import { taskStates } from '../../../src-main/cluster/task-states.ts';
import type { Lab } from '../../../src-main/app/open-lab.ts';
import type { Suite } from '../../../src-main/suites/suite.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { FakeSlurm, openScriptedLab, scriptedSuite } from './support.ts';

const root = temporaryFolder('cluster');
let count = 0;
let folder: string;
let lab: Lab;
let slurm: FakeSlurm;

beforeEach(() => {
  folder = path.join(root, String(count++));
  lab = openScriptedLab(path.join(folder, 'lab'));
  slurm = new FakeSlurm(path.join(folder, 'bin'));
  slurm.install('sbatch', 'echo 4711');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await lab.close();
});

const submit = (suite: Suite, changes: object = {}) =>
  lab.cluster.submit(suite, [1], { folder: path.join(folder, 'shared'), cpus: 2, ...changes });

/** Does a task as a node of the cluster does, up to its end or until it is stopped; with a data folder of its own. */
async function doTask(job: string, index: number, node: string, stopAfterMs?: number): Promise<void> {
  const nodeLab = openScriptedLab(path.join(folder, node));
  try {
    const task = await findTask(job, index);
    const started = await nodeLab.cluster.startTask(job, task);
    if (!started) return;
    if (stopAfterMs !== undefined) setTimeout(() => nodeLab.stopAll(), stopAfterMs);
    await nodeLab.finished(started.run.id).catch(() => undefined);
    await nodeLab.cluster.saveTask(job, task, started.run.id);
  } finally {
    await nodeLab.close();
  }
}

const bundles = (job: string, kind: keyof typeof bundleFolders) => readdirSync(path.join(job, bundleFolders[kind]));

describe('submitting a suite', () => {
  it('writes a plan with the hashes that the runs have here, and gives the script to sbatch', async () => {
    const suite = scriptedSuite('done', 'slow');
    const outcome = await submit(suite, { sbatch: ['--partition=gpu'] });
    const { folder: job } = outcome;
    expect(outcome).toMatchObject({ jobIds: ['4711'], first: [0, 1], after: [] });
    expect(path.basename(job)).toMatch(/^scripted-[0-9a-f]{8}$/);
    expect(slurm.calls('sbatch')).toEqual([[job, '--parsable', 'array.sbatch']]);
    const { tasks } = await readPlan(job);
    const { runs } = await lab.services.suites.work(suite, [1]);
    expect(tasks.map(({ identity }) => identity)).toEqual(runs.map(({ identity }) => identity));
    expect(tasks[1]).toMatchObject({ index: 1, name: 'slow', group: 'Suite: Scripted', tags: ['suite', 'scripted'] });
    const script = readFileSync(path.join(job, 'array.sbatch'), 'utf8');
    expect(script).toContain('#SBATCH --array=0-1\n');
    expect(script).toContain('#SBATCH --partition=gpu\n');
    expect(outcome.warnings).toEqual(
      expect.arrayContaining(['/models/done does not exist on this computer; 1 run needs it on the nodes.']),
    );
  });

  it('only writes what it would submit when it is tried out', async () => {
    const outcome = await submit(scriptedSuite('done'), { dryRun: true });
    expect(outcome).toMatchObject({ jobIds: [], first: [0] });
    expect(readdirSync(outcome.folder)).toContain('array.sbatch');
    expect(slurm.calls('sbatch')).toEqual([]);
  });

  it('does not submit again what waits, and submits what left nothing behind', async () => {
    const suite = scriptedSuite('done', 'slow');
    const { folder: job } = await submit(suite);
    slurm.install('squeue', `echo '0|RUNNING|None'\necho '1|PENDING|Resources'`);
    expect(await taskStates(job)).toMatchObject([
      { status: 'running', job: '4711_0' },
      { status: 'queued', detail: 'Resources' },
    ]);
    expect(await submit(suite)).toMatchObject({ folder: job, jobIds: [], leftOut: { queued: 2 } });
    slurm.install('squeue', `echo '0|RUNNING|None'`);
    slurm.install('sacct', `printf '4711_0|RUNNING\\n4711_1|CANCELLED by 1000\\n'`);
    expect((await taskStates(job))[1]).toMatchObject({ status: 'lost', detail: 'CANCELLED; see logs/4711_1.log' });
    slurm.install('sbatch', "echo '4712;north'");
    expect(await submit(suite)).toMatchObject({ jobIds: ['4712'], first: [1], leftOut: { queued: 1 } });
    expect(slurm.calls('sbatch')).toHaveLength(2);
  });

  it('leaves out what is done here', async () => {
    const suite = scriptedSuite('done', 'slow');
    const { config } = (await lab.services.suites.work(suite, [1])).runs[0]!;
    await lab.finished((await lab.services.starter.startRun(config)).id);
    expect(await submit(suite)).toMatchObject({ first: [1], leftOut: { here: 1 } });
  });

  it('says what is wrong: no Slurm, Slurm refuses, no such option, a folder that is none', async () => {
    const suite = scriptedSuite('done');
    slurm.install('sbatch', `echo 'sbatch: error: invalid partition specified: moon' >&2; exit 1`);
    await expect(submit(suite)).rejects.toMatchObject({
      code: 'bad-input',
      message: 'Slurm did not take the job: invalid partition specified: moon',
    });
    rmSync(path.join(folder, 'bin', 'sbatch'));
    await expect(submit(suite)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('There is no sbatch on this computer') as string,
    });
    await expect(submit(suite, { folder: path.join(folder, 'new'), sbatch: ['x'] })).rejects.toMatchObject({
      code: 'bad-option',
    });
    expect(readdirSync(folder)).not.toContain('new');
    writeFileSync(path.join(folder, 'file'), '');
    await expect(submit(suite, { folder: path.join(folder, 'file') })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('is not a folder') as string,
    });
    await expect(lab.cluster.submit('table-99', [1], { folder, cpus: 1 })).rejects.toThrow('There is no suite');
  });
});

describe('a task', () => {
  it('is done once', async () => {
    const { folder: job } = await submit(scriptedSuite('done'));
    await doTask(job, 0, 'node-1');
    const [file] = bundles(job, 'finished');
    const text = readFileSync(path.join(job, bundleFolders.finished, file!), 'utf8');
    await doTask(job, 0, 'node-2');
    expect(readFileSync(path.join(job, bundleFolders.finished, file!), 'utf8')).toBe(text);
    expect((await taskStates(job))[0]).toMatchObject({ status: 'done' });
  });

  it('goes on on another node where it was stopped', async () => {
    const { folder: job } = await submit(scriptedSuite('slow'));
    await doTask(job, 0, 'node-1', 250);
    expect((await taskStates(job))[0]).toMatchObject({ status: 'stopped' });
    await doTask(job, 0, 'node-2');
    expect(bundles(job, 'unfinished')).toEqual([]);
    const [collected] = await lab.cluster.collect(job);
    const { run, shifts } = lab.contents(collected!.runId!);
    expect(run).toMatchObject({ status: 'done', attempts: 2 });
    expect(shifts[0]!.batches.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('refuses a plan that this lab would run as something else, or that was changed', async () => {
    const { folder: job } = await submit(scriptedSuite('done'));
    const task = await findTask(job, 0);
    const later = { ...task, config: { ...task.config, seed: 7 } };
    await expect(lab.cluster.startTask(job, later)).rejects.toThrow('its version is not the one that submitted');
    await expect(findTask(job, 3)).rejects.toMatchObject({ code: 'bad-option', hint: 'Its tasks are 0 to 0.' });
    const file = path.join(job, 'plan.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"batchSize": 64', '"batchSize": 32'));
    await expect(findTask(job, 0)).rejects.toThrow('The configuration of task 0 (done)');
    writeFileSync(file, '{');
    await expect(findTask(job, 0)).rejects.toThrow('plan.json is damaged');
    await expect(findTask(folder, 0)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('collecting', () => {
  it('adds each run once, with the name, group and tags of the suite, and notifies windows', async () => {
    const { folder: job } = await submit(scriptedSuite('done', 'fail', 'slow'));
    await doTask(job, 0, 'node-1');
    await doTask(job, 1, 'node-1');
    const received: string[] = [];
    lab.hub.subscribe((event) => {
      if (event.topic === 'run') received.push(event.payload.name);
    });
    const collected = await lab.cluster.collect(job);
    expect(collected).toMatchObject([
      { status: 'new', problem: null },
      { status: 'failed', problem: 'The model is no model.' },
      { status: 'missing', runId: null },
    ]);
    expect(received).toEqual(['done', 'fail']);
    expect(lab.contents(collected[0]!.runId!).run).toMatchObject({
      ...{ name: 'done', group: 'Suite: Scripted', tags: ['suite', 'scripted'], status: 'done' },
    });
    expect((await lab.cluster.collect(job)).map(({ status }) => status)).toEqual(['known', 'failed', 'missing']);
    expect(lab.services.store.listRuns()).toHaveLength(2);
    expect(received).toHaveLength(2);
  });

  it('has the chosen runs of a sweep say on what they were chosen, once all of them are there', async () => {
    const { id } = await lab.api.createSweep({
      sweep: sweepSchema.parse({
        ...{ name: 'Two rates', seeds: [1] },
        base: {
          ...{ dataset: { kind: 'quickstart' }, model: '/models/done', images: 10 },
          shifts: [{ corruption: 'fog', severity: 5 }],
        },
        methods: [{ name: 'TENT', method: 'tent', mgg: null, vary: { lr: { values: [0.1, 0.2] } } }],
      }),
    });
    const { folder: job } = await lab.cluster.submitSweep(id, { folder: path.join(folder, 'shared'), cpus: 2 });
    const marked = () =>
      lab.services.store.listRuns().flatMap(({ name, tags }) => (tags.includes('chosen on test labels') ? [name] : []));
    await doTask(job, 0, 'node-1');
    await lab.cluster.collect(job);
    expect(marked()).toEqual([]);
    await doTask(job, 1, 'node-2');
    await lab.cluster.collect(job);
    expect(marked()).toEqual(['TENT lr=0.1']);
    expect(await lab.api.startSweep({ id, retry: false })).toEqual([]);
    expect(marked()).toHaveLength(1);
  });

  it('takes over unfinished runs only when asked, and brings them up to date later', async () => {
    const { folder: job } = await submit(scriptedSuite('slow'));
    await doTask(job, 0, 'node-1', 250);
    expect(await lab.cluster.collect(job)).toMatchObject([{ status: 'unfinished', runId: null }]);
    const [partial] = await lab.cluster.collect(job, { partial: true });
    expect(lab.contents(partial!.runId!).run.status).toBe('interrupted');
    await doTask(job, 0, 'node-2');
    expect(await lab.cluster.collect(job)).toMatchObject([{ status: 'updated', runId: partial!.runId }]);
    expect(lab.services.store.listRuns().map(({ status }) => status)).toEqual(['done']);
  });

  it('does not add what was done here meanwhile', async () => {
    const suite = scriptedSuite('done');
    const { folder: job } = await submit(suite);
    await doTask(job, 0, 'node-1');
    const { config } = (await lab.services.suites.work(suite, [1])).runs[0]!;
    const { id } = await lab.finished((await lab.services.starter.startRun(config)).id);
    expect(await lab.cluster.collect(job)).toMatchObject([{ status: 'known', runId: id }]);
    expect(lab.services.store.listRuns()).toHaveLength(1);
  });

  it('says which file is damaged, goes on with the others, and has it done again', async () => {
    const suite = scriptedSuite('done', 'slow');
    const { folder: job } = await submit(suite);
    await doTask(job, 0, 'node-1');
    await doTask(job, 1, 'node-1');
    const { file: name } = await findTask(job, 0);
    const file = path.join(job, bundleFolders.finished, `${name}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100));
    expect(await lab.cluster.collect(job)).toMatchObject([
      { status: 'damaged', problem: expect.stringContaining(`${name}.json is not a run exported`) as string },
      { status: 'new' },
    ]);
    expect((await taskStates(job))[0]).toMatchObject({ status: 'damaged' });
    expect(await submit(suite)).toMatchObject({ first: [0], leftOut: { here: 1 } });
    await doTask(job, 0, 'node-2');
    expect((await lab.cluster.collect(job)).map(({ status }) => status)).toEqual(['new', 'known']);

    const other = (await findTask(job, 1)).file;
    writeFileSync(file, readFileSync(path.join(job, bundleFolders.finished, `${other}.json`)));
    expect((await taskStates(job))[0]!.detail).toContain('holds another run than its name says');
  });

  it('knows the tasks of a plan of the first version again, whose bundles go by checksums', async () => {
    const suite = scriptedSuite('done', 'slow');
    const { folder: job } = await submit(suite);
    await doTask(job, 0, 'node-1');
    const plan = JSON.parse(readFileSync(path.join(job, 'plan.json'), 'utf8')) as object;
    const task = await findTask(job, 0);
    const bundle = (name: string) => path.join(job, bundleFolders.finished, `${name}.json`);
    renameSync(bundle(task.file), bundle(task.checksum));
    const tasks = (await readPlan(job)).tasks.map(({ identity: _i, inputs: _n, file: _f, checksum, ...rest }) => ({
      ...rest,
      configHash: checksum,
    }));
    writeFileSync(path.join(job, 'plan.json'), JSON.stringify({ ...plan, version: 1, tasks }));

    expect(await taskStates(job)).toMatchObject([{ status: 'done' }, { status: 'lost' }]);
    await doTask(job, 0, 'node-2');
    await doTask(job, 1, 'node-2');
    expect((await lab.cluster.collect(job)).map(({ status }) => status)).toEqual(['new', 'new']);
    // The suite of this version counts both as its own.
    const { runs } = await lab.services.suites.work(suite, [1]);
    expect(runs.map(({ stored }) => stored?.status)).toEqual(['done', 'done']);
  });

  it('says so when the folder is not one of the lab’s', async () => {
    mkdirSync(path.join(folder, 'empty'));
    await expect(lab.cluster.collect(path.join(folder, 'empty'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('holds no job for a cluster') as string,
    });
  });
});
