import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelsApi } from '../../../../src-main/lab/api/models.ts';
import { EventHub } from '../../../../src-main/lab/events/hub.ts';
import { encodeMgg, untrainedMgg } from '../../../../src-main/mgg/checkpoint.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import { dataCalls } from '../../../../src-shared/api/data.ts';
import type { LabEvent } from '../../../../src-shared/api/events.ts';
import { pretrainConfigSchema } from '../../../../src-shared/pretrain-config.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tinyShape, writeTinyVit } from '../../../support/tiny-vit.ts';

const folder = temporaryFolder('api-models');
const events = new EventHub();
const heard: LabEvent[] = [];
events.subscribe((event) => heard.push(event));
const store = openStore(join(folder, 'lab.sqlite'));
const api = modelsApi({ store, events, roots: null });
const vit = join(folder, 'vit.safetensors');
const mgg = join(folder, 'mgg.safetensors');
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

beforeAll(() => {
  writeTinyVit(vit);
  writeFileSync(mgg, encodeMgg(untrainedMgg(3, { hiddenSize: 4, heads: 2 }), {}));
});

describe('models', () => {
  it('tells the facts of the embedded model', async () => {
    const [embedded] = dataCalls.listModels.output.parse(await api.listModels({}));
    expect(embedded).toMatchObject({
      id: 'quickstart',
      model: 'quickstart',
      builtIn: true,
      classes: 10,
      imageSize: 32,
    });
    expect(embedded?.problem).toBeNull();
  });

  it('registers a checkpoint, counts its parameters, and forgets it', async () => {
    const record = await api.addModel({ name: 'Tiny', path: vit });
    const { dim, depth, mlpDim, patchSize, classes } = tinyShape;
    const block = 4 * dim * dim + 4 * dim + 2 * dim * mlpDim + mlpDim + dim;
    const frozen = 3 * patchSize ** 2 * dim + dim + dim + 17 * dim + depth * block + classes * (dim + 1);
    const adapted = (2 * depth + 1) * 2 * dim;
    expect(record).toMatchObject({ name: 'Tiny', model: vit, classes, adapted, parameters: frozen + adapted });
    expect(record.hash).toBe(sha256(vit));
    expect(heard.at(-1)).toEqual({ topic: 'changed', payload: { what: 'models' } });
    await expect(api.addModel({ name: 'Again', path: vit })).rejects.toThrow('already, as Tiny');
    await api.removeModel({ id: record.id });
    await expect(api.removeModel({ id: record.id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(api.removeModel({ id: 'quickstart' })).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('refuses what is no vision transformer', async () => {
    await expect(api.addModel({ name: 'x', path: mgg })).rejects.toMatchObject({ code: 'bad-checkpoint' });
    await expect(api.addModel({ name: 'x', path: join(folder, 'none') })).rejects.toMatchObject({ code: 'not-found' });
    await expect(api.addModel({ name: 'x', path: 'vit.safetensors' })).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('notices a file that was replaced or is gone', async () => {
    const file = writeTinyVit(join(folder, 'changing.safetensors'));
    const { id } = await api.addModel({ name: 'Changing', path: file });
    const find = async () => (await api.listModels({})).find((model) => model.id === id)!;
    writeTinyVit(file, { ...tinyShape, classes: 12 });
    expect(await find()).toMatchObject({ classes: 12, hash: sha256(file), problem: null });
    writeFileSync(file, 'something else');
    expect((await find()).problem).toContain('safetensors');
    rmSync(file);
    expect((await find()).problem).toContain('gone');
  });
});

describe('generators', () => {
  it('lists those that ship and those that have learned nothing', async () => {
    const listed = dataCalls.listMggs.output.parse(await api.listMggs({}));
    const find = (id: string) => listed.find((record) => record.id === id);
    expect(find('quickstart')).toMatchObject({ mgg: 'quickstart', origin: 'embedded', kind: 'gml', problem: null });
    expect(find('quickstart-seed-2')?.mgg).toMatch(/mgg-seed-2\.safetensors$/);
    expect(find('untrained')).toMatchObject({ mgg: 'untrained', origin: 'untrained', hiddenSize: 8, heads: 1 });
    expect(find('untrained-lstm')).toMatchObject({ mgg: 'untrained:lstm', kind: 'lstm', problem: null });
    expect(listed.every(({ problem }) => problem === null)).toBe(true);
  });

  it('imports a checkpoint and forgets it', async () => {
    const record = await api.addMgg({ name: 'Mine', path: mgg });
    expect(record).toMatchObject({ origin: 'imported', hiddenSize: 4, heads: 2, hash: sha256(mgg), runId: null });
    await expect(api.addMgg({ name: 'Again', path: mgg })).rejects.toThrow('already, as Mine');
    await expect(api.addMgg({ name: 'x', path: vit })).rejects.toMatchObject({ code: 'bad-checkpoint' });
    await api.removeMgg({ id: record.id });
    await expect(api.removeMgg({ id: 'quickstart' })).rejects.toMatchObject({ code: 'bad-input' });
    await expect(api.removeMgg({ id: record.id })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('offers what a finished pre-training has written', async () => {
    const config = pretrainConfigSchema.parse({ dataset: { kind: 'quickstart', split: 'train' }, model: 'quickstart' });
    const run = store.createRun({ kind: 'pretrain', config, method: 'mgg', name: 'First try' });
    expect((await api.listMggs({})).some(({ runId }) => runId === run.id)).toBe(false);
    const output = { output: mgg, outputHash: sha256(mgg) };
    const summary = { bestEpoch: 0, bestAccuracy: null, finalLoss: 1, totalSeconds: 1, peakMemoryBytes: 1, ...output };
    store.finishRun(run.id, summary);
    const [first] = await api.listMggs({});
    expect(first).toMatchObject({ id: run.id, name: 'First try', origin: 'pretrained', mgg, runId: run.id });
    events.publish('run', store.getRun(run.id));
    expect(heard.at(-1)).toEqual({ topic: 'changed', payload: { what: 'mggs' } });
    rmSync(mgg);
    expect((await api.listMggs({}))[0]?.problem).toContain('gone');
    await expect(api.removeMgg({ id: run.id })).rejects.toMatchObject({
      hint: 'It goes with the run that it comes from.',
    });
  });
});
