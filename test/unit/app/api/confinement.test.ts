import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { calls, type CallName } from '../../../../src-shared/api/contract.ts';
import { ComputeClient } from '../../../../src-main/jobs/compute-client.ts';
import { openLab } from '../../../../src-main/app/open-lab.ts';
import { answer } from '../../../../src-main/shells/wire/answer.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const entry = fileURLToPath(new URL('../../../support/scripted-compute.ts', import.meta.url));
const folder = temporaryFolder('confinement');
const root = path.join(folder, 'root');
mkdirSync(path.join(folder, 'secret'));
mkdirSync(root);
writeFileSync(path.join(folder, 'secret.safetensors'), 'private');
symlinkSync(folder, path.join(root, 'link'));

const lab = openLab({ dataDir: path.join(folder, 'data'), roots: [root], compute: new ComputeClient({ entry }) });
const api = lab.api;
afterAll(() => lab.close());

const faults: unknown[] = [];

async function ask(name: string, input: unknown): Promise<{ code: string; message: string }> {
  const text = await answer(api, { id: 1, name, input }, (_doing, error) => void faults.push(error));
  return (JSON.parse(text) as { error?: { code: string; message: string } }).error ?? { code: 'none', message: text };
}

const shifts = [{ corruption: 'fog', severity: 5 }];
const adapt = { dataset: { kind: 'quickstart' }, model: 'quickstart', method: 'noadapt', shifts };
const pretrain = { dataset: { kind: 'quickstart' }, model: 'quickstart' };
const data = (folderPath: string) => ({ kind: 'folder', path: folderPath });

const adaptConfigs = (file: string): object[] => [
  { ...adapt, model: file },
  { ...adapt, method: 'mgtta', mgg: file },
  { ...adapt, dataset: data(file) },
  { ...adapt, orderFile: file },
  { ...adapt, oodFolder: file },
  { ...adapt, dataset: { ...data(root), source: file } },
];
const pretrainConfigs = (file: string): object[] => [
  { ...pretrain, model: file },
  { ...pretrain, dataset: data(file) },
  { ...pretrain, dataset: { ...data(root), source: file } },
  { ...pretrain, evaluation: data(file) },
  { ...pretrain, output: file },
  { ...pretrain, tasks: [{ ...pretrain, model: file }] },
  { ...pretrain, tasks: [{ ...pretrain, dataset: data(file) }] },
  { ...pretrain, tasks: [{ ...pretrain, evaluation: data(file) }] },
];

/** Sweeps with a path in each of its places. */
const sweeps = (file: string): object[] => {
  const { method, ...base } = adapt;
  const entry = { name: 'a', method };
  const sweep = { name: 'a', base, methods: [entry] };
  return [
    { ...sweep, base: { ...base, model: file } },
    { ...sweep, base: { ...base, dataset: data(file) } },
    { ...sweep, base: { ...base, orderFile: file } },
    { ...sweep, base: { ...base, oodFolder: file } },
    { ...sweep, methods: [{ ...entry, method: 'mgtta', mgg: file }] },
    { ...sweep, validation: { dataset: data(file), shifts, images: null } },
  ].map((one) => ({ sweep: one }));
};

/** Every call that takes a path, with it in each of its places. */
const withPath: Partial<Record<CallName, (file: string) => object[]>> = {
  inspectFolder: (file) => [{ path: file }],
  addDataset: (file) => [{ name: 'a', path: file }],
  sampleDataset: (file) => [{ dataset: data(file), count: 1, seed: 0 }],
  previewCorruption: (file) => [{ dataset: data(file), index: 0, corruption: 'fog', severity: 1 }],
  browse: (file) => [{ path: file, files: 'checkpoints' }],
  addModel: (file) => [{ name: 'a', path: file }],
  inspectModel: (file) => [{ path: file }],
  addMgg: (file) => [{ name: 'a', path: file }],
  checkRun: (file) => adaptConfigs(file).map((config) => ({ config })),
  previewLabels: (file) => adaptConfigs(file).map((config) => ({ config })),
  estimateRuns: (file) => adaptConfigs(file).map((config) => ({ configs: [config] })),
  startRuns: (file) => adaptConfigs(file).map((config) => ({ runs: [{ config, labels: {} }] })),
  estimatePretraining: (file) => pretrainConfigs(file).map((config) => ({ config })),
  startPretraining: (file) => pretrainConfigs(file).map((config) => ({ config, labels: {} })),
  estimateSweep: sweeps,
  createSweep: sweeps,
  measureRunsAtOnce: (file) => [{ model: file }],
  changePaperSetup: (file) => [{ imagenetC: file }, { clean: file }, { model: file }, { mgg: file }],
};

/** Calls whose paths are judged by other rules, or that take none. */
const places = /"(?:path|model|mgg|orderFile|oodFolder|output|source|imagenetC)":/;

describe('paths that come from a window', () => {
  it.each(Object.entries(withPath))('%s takes none outside of the roots, and no relative one', async (name, inputs) => {
    const outside = ['/proc/self/mem', path.join(folder, 'secret'), path.join(root, '../secret.safetensors')];
    for (const file of [...outside, path.join(root, 'link/secret.safetensors')]) {
      for (const input of inputs(file)) {
        const { code, message } = await ask(name, input);
        expect({ input, code, message }).toMatchObject({ code: 'bad-input', message: /lies outside the folders/ });
      }
    }
    for (const file of ['secret', './x', '../secret', '~/x', 'C:x']) {
      for (const input of inputs(file)) {
        const { code, message } = await ask(name, input);
        expect({ input, code, message }).toMatchObject({ code: 'bad-input', message: `${file} is not a full path.` });
        expect(message).not.toContain(process.cwd());
      }
    }
    for (const input of inputs('/a\0b')) expect((await ask(name, input)).code).toBe('bad-input');
    expect(lab.services.store.listRuns()).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('lead to no generator outside of the roots', async () => {
    for (const mgg of [path.join(folder, 'secret.safetensors'), path.join(root, 'link/secret.safetensors')]) {
      const refused = { code: 'bad-input', message: /lies outside the folders/ };
      expect(await ask('exportMgg', { mgg, format: 'pth' })).toMatchObject(refused);
      expect(await ask('openGenerator', { mgg, record: null })).toMatchObject(refused);
      const subject = { kind: 'generator', shown: [{ mgg, run: null }] };
      expect(await ask('makeReport', { subject, form: 'html' })).toMatchObject(refused);
    }
    expect(await ask('exportMgg', { mgg: 'secret.safetensors', format: 'pth' })).toMatchObject({ code: 'not-found' });
  });

  it('are tried here for every call that takes one', async () => {
    const { z } = await import('zod');
    const taking = (Object.keys(calls) as CallName[]).filter((name) =>
      places.test(JSON.stringify(z.toJSONSchema(calls[name].input, { unrepresentable: 'any', io: 'input' }))),
    );
    // The data folder is not readable, and generators go by names as well; they have tests of their own. What is said of
    // results from elsewhere is never opened.
    const apart = ['moveDataFolder', 'exportMgg', 'openGenerator', 'makeReport', 'importResults'];
    expect(taking.filter((name) => !apart.includes(name)).sort()).toEqual(Object.keys(withPath).sort());
  });

  it('may name the generators of the lab itself, and what was registered', async () => {
    const own = path.join(folder, 'data', 'mgg');
    mkdirSync(own);
    const file = path.join(own, 'none.safetensors');
    const { message } = await ask('checkRun', { config: { ...adapt, method: 'mgtta', mgg: file } });
    expect(message).toContain(file);
    expect(message).not.toContain('lies outside');
  });

  it('may name the models of the lab itself', async () => {
    for (const model of ['quickstart', 'quickstart-small']) {
      expect((await ask('checkRun', { config: { ...adapt, model } })).message).not.toContain('is not a full path');
    }
    const { message } = await ask('checkRun', { config: { ...adapt, model: 'quickstart-large' } });
    expect(message).toBe('quickstart-large is not a full path.');
  });

  it('do not come in with a bundle: its run is not computed', async () => {
    const other = openLab({ dataDir: path.join(folder, 'other'), compute: new ComputeClient({ entry }) });
    const config = {
      ...adapt,
      model: path.join(folder, 'secret.safetensors'),
      dataset: { kind: 'quickstart' as const },
    };
    const run = await other.services.starter.startRun(config);
    await other.finished(run.id);
    const [bundle] = await other.api.exportRuns({ ids: [run.id], format: 'bundle' });
    await other.close();
    await api.importBundle({ name: 'bundle.json', text: bundle!.text });
    for (const call of ['rerun', 'resumeRun']) {
      expect(await ask(call, { id: run.id })).toMatchObject({ message: /lies outside the folders/ });
    }
  });
});

describe('what came', () => {
  it.each<[string, unknown]>([
    ['getRun', { id: { length: { toString: 1 } } }],
    ['getCurves', { ids: { length: { toString: 1 } } }],
    ['annotateRun', { id: 'x', labels: { name: { length: { valueOf: 1, toString: 1 } } } }],
    ['addModel', { name: { length: { toString: 1 } }, path: '/x' }],
  ])('%s is refused in a sentence, whatever stands in the place of a text', async (name, input) => {
    expect(await ask(name, input)).toMatchObject({ code: 'bad-input' });
    expect(faults).toEqual([]);
  });
});
