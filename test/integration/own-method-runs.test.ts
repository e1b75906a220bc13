import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLab, type Lab } from '../../src-main/app/open-lab.ts';
import { useOwn } from '../../src-main/catalog/own/lab-own.ts';
import { ComputeClient } from '../../src-main/jobs/compute-client.ts';
import { bundleOf, importBundle } from '../../src-main/exports/export-bundle.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import { ownMethodText, writeOwnMethod } from '../support/own-method.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thorough } from '../support/thorough.ts';

const root = temporaryFolder('own-runs');
const dataDir = path.join(root, 'data');
const more = path.join(root, 'more');
let lab: Lab;

/** Small runs on the embedded data. */
const configOf = (method: string, change: Partial<RunConfigInput> = {}): RunConfigInput => ({
  dataset: { kind: 'quickstart', split: 'test' },
  model: 'quickstart',
  method,
  shifts: [{ corruption: 'fog', severity: 5 }],
  images: 16,
  batchSize: 8,
  engine: 'onnx-cpu',
  threads: 1,
  ...change,
});
const start = async (config: RunConfigInput) => (await lab.services.starter.startRun(config)).id;
const finish = async (config: RunConfigInput) => lab.finished(await start(config));

beforeAll(() => {
  writeOwnMethod(path.join(dataDir, 'methods'), 'mine');
  // It works where it is tried, and has no end where it runs.
  const endless =
    'init() {\n      while (context.batchSize === 8);\n      return { theta: context.model.theta };\n    },';
  const text = ownMethodText('endless', (one) => one.replace(/init: .*/, endless));
  writeOwnMethod(more, 'endless', text);
  lab = openLab({
    dataDir,
    methods: [more],
    compute: new ComputeClient({ ownLimits: { seconds: 4, memoryMb: 8192 } }),
  });
});
afterAll(() => lab.close());

describe('a run of an own method', () => {
  it('gives numbers, is known again by the source of its method, and keeps that source', async () => {
    const file = path.join(dataDir, 'methods', 'mine.method.ts');
    const run = await finish(configOf('mine'));
    expect(run).toMatchObject({ status: 'done', method: 'mine', name: 'Own mine' });
    expect(run.inputs['method']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(lab.contents(run.id).sources).toEqual([{ input: 'method', file, source: ownMethodText('mine') }]);

    const { identities } = lab.services;
    expect((await identities.of('adapt', run.config as never)).identity).toBe(run.identity);
    writeOwnMethod(path.join(dataDir, 'methods'), 'mine', `${ownMethodText('mine')}// another\n`);
    expect((await identities.of('adapt', run.config as never)).identity).not.toBe(run.identity);
    writeOwnMethod(path.join(dataDir, 'methods'), 'mine');
    const suite = await lab.api.getSuite({ id: 'quickstart-corruptions', seeds: [2020] });
    expect(suite.rows.map(({ label }) => label)).toContain('Own mine');
  }, 180_000);

  it('goes on with the source that it was queued with; one that came in a bundle is only read', async () => {
    const id = await start(configOf('mine', { images: 24 }));
    writeOwnMethod(path.join(dataDir, 'methods'), 'mine', 'broken');
    const run = await lab.finished(id);
    expect(run.status).toBe('done');
    writeOwnMethod(path.join(dataDir, 'methods'), 'mine');

    const bundle = bundleOf({ ...lab.contents(id), run: { ...run, status: 'interrupted', summary: null } as never });
    expect(bundle).not.toContain(dataDir);
    const other = openLab({ dataDir: path.join(root, 'other') });
    importBundle(other.services.store, bundle, 'run.json');
    expect(other.contents(id).sources).toEqual([
      { input: 'method', file: 'mine.method.ts', source: ownMethodText('mine') },
    ]);
    other.services.scheduler.resume(id);
    await expect(other.finished(id)).rejects.toMatchObject({
      message: 'Your folder of methods does not hold the method mine in the version of this run.',
    });
    await other.close();
    useOwn(lab.services.own);
  }, 180_000);

  it.runIf(thorough)(
    'that has no end is named and stopped, and the next run is done',
    async () => {
      const stuck = await start(configOf('endless'));
      const next = await start(configOf('mine', { seed: 1 }));
      await expect(lab.finished(stuck)).rejects.toMatchObject({
        code: 'job-crashed',
        message: 'endless.method.ts was stopped: its code did not come back within 4 s.',
      });
      expect((await lab.finished(next)).status).toBe('done');
    },
    180_000,
  );
});
