import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelsApi } from '../../../../src-main/app/api/models.ts';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { loadMgg, untrainedMgg } from '../../../../src-main/mgg/checkpoint.ts';
import { encodeMgg } from '../../../../src-main/mgg/encode-mgg.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import { dataCalls } from '../../../../src-shared/api/data.ts';
import type { LabEvent } from '../../../../src-shared/api/events.ts';
import { arithmeticText } from '../../../../src-shared/model-reading.ts';
import { pretrainConfigSchema } from '../../../../src-shared/pretrain-config.ts';
import { adaptSummary, newRun, newShift, provenance, shiftSummary } from '../../store/support.ts';
import { readTensors, writeTensors } from '../../models/support.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tinyShape, writeTinyVit, writeTrainingCheckpoint } from '../../../support/tiny-vit.ts';

const folder = temporaryFolder('api-models');
const events = new EventHub();
const heard: LabEvent[] = [];
events.subscribe((event) => heard.push(event));
const store = openStore(join(folder, 'lab.sqlite'));
const api = modelsApi({ store, hub: events, roots: null });
const vit = join(folder, 'vit.safetensors');
const mgg = join(folder, 'mgg.safetensors');
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

beforeAll(() => {
  writeTinyVit(vit);
  writeFileSync(mgg, encodeMgg(untrainedMgg(3, { hiddenSize: 4, heads: 2 }), {}));
});

describe('models', () => {
  it('gives the facts of the embedded model', async () => {
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

  it('gives those of the smaller one, which stays as it is, too', async () => {
    const [, small] = dataCalls.listModels.output.parse(await api.listModels({}));
    const name = 'quickstart-small';
    expect(small).toMatchObject({ id: name, model: name, builtIn: true, classes: 10, imageSize: 32, problem: null });
    expect(small!.architecture).toContain('64×3, patch 8');
    await expect(api.removeModel({ id: name })).rejects.toMatchObject({ code: 'bad-input' });
    await expect(api.editModel({ id: name, name: 'x', reading: {} })).rejects.toMatchObject({ code: 'bad-input' });
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
    await expect(api.addModel({ name: 'Again', path: vit })).rejects.toThrow('already registered, as Tiny');
    await api.removeModel({ id: record.id });
    await expect(api.removeModel({ id: record.id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(api.removeModel({ id: 'quickstart' })).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('shows what a file would be read as, and keeps what the user says of it', async () => {
    const bare = join(folder, 'bare.safetensors');
    writeTensors(bare, readTensors(vit));
    await expect(api.inspectModel({ path: bare })).rejects.toThrow('number of attention heads');
    const described = dataCalls.inspectModel.output.parse(
      await api.inspectModel({ path: bare, reading: { heads: 4 } }),
    );
    expect(described).toMatchObject({ classes: 10, imageSize: 32, contents: { norms: 5, unused: [] } });
    expect(described.parts[0]).toEqual({ part: 'heads', value: '4', source: 'answer' });
    expect(described.parts[1]).toEqual({ part: 'eps', value: '1e-6', source: 'guess' });
    await expect(api.addModel({ name: 'Bare', path: bare })).rejects.toMatchObject({ code: 'bad-checkpoint' });
    const { id } = await api.addModel({ name: 'Bare', path: bare, reading: { heads: 4 } });
    const listed = dataCalls.listModels.output.parse(await api.listModels({}));
    expect(listed.find((record) => record.id === id)).toMatchObject({ reading: { heads: 4 }, problem: null });
    await api.removeModel({ id });
  });

  it('asks which weights of a training checkpoint are meant, and keeps the answer', async () => {
    const both = join(folder, 'both.safetensors');
    writeTrainingCheckpoint(both, vit);
    const unanswered = { code: 'unanswered', message: expect.stringContaining('which to use') as string };
    await expect(api.inspectModel({ path: both, reading: { heads: 4 } })).rejects.toMatchObject(unanswered);
    await expect(api.addModel({ name: 'Both', path: both, reading: { heads: 4 } })).rejects.toMatchObject(unanswered);
    const reading = { heads: 4, weights: 'ema' } as const;
    const { id, parts } = await api.addModel({ name: 'Both', path: both, reading });
    expect(parts).toContainEqual({ part: 'weights', value: 'ema', source: 'answer' });
    await expect(api.editModel({ id, name: 'Both', reading: { heads: 4 } })).rejects.toMatchObject(unanswered);
    expect((await api.listModels({})).find((record) => record.id === id)?.reading).toEqual(reading);
    await api.removeModel({ id });
  });

  it('lets what was said of a model be changed, in its place in the list', async () => {
    const bare = join(folder, 'edited.safetensors');
    writeTensors(bare, readTensors(vit));
    const first = await api.addModel({ name: 'First', path: bare, reading: { heads: 4 } });
    const second = await api.addModel({ name: 'Second', path: vit });
    const edited = dataCalls.editModel.output.parse(
      await api.editModel({ id: first.id, name: 'First, two heads', reading: { heads: 2, eps: 1e-5 } }),
    );
    expect(heard.at(-1)).toEqual({ topic: 'changed', payload: { what: 'models' } });
    expect(edited).toMatchObject({ id: first.id, name: 'First, two heads', reading: { heads: 2, eps: 1e-5 } });
    expect((await api.listModels({})).map(({ name }) => name).slice(-2)).toEqual(['First, two heads', 'Second']);
    await expect(api.editModel({ id: first.id, name: 'x', reading: {} })).rejects.toThrow('number of attention heads');
    await expect(api.editModel({ id: first.id, name: 'x', reading: { heads: 3 } })).rejects.toThrow("doesn't divide");
    await expect(api.editModel({ id: 'quickstart', name: 'x', reading: {} })).rejects.toMatchObject({
      code: 'bad-input',
    });
    await expect(api.editModel({ id: 'gone', name: 'x', reading: {} })).rejects.toMatchObject({ code: 'not-found' });
    for (const { id } of [first, second]) await api.removeModel({ id });
  });

  it('reports how a model does on clean images, by the run over the most of them', async () => {
    const record = await api.addModel({ name: 'Measured', path: vit });
    const find = async () => (await api.listModels({})).find(({ id }) => id === record.id)?.cleanAccuracy;
    const measure = (
      corruption: string,
      imageCount: number,
      top1: number,
      method = 'noadapt',
      modelHash = record.hash,
      arithmetic?: string,
    ) => {
      const shift = { corruption, severity: corruption === 'clean' ? 0 : 5 };
      const run = store.createRun(newRun({ method, model: vit, shifts: [shift] }));
      store.startRun(run.id, { ...provenance, modelHash, ...(arithmetic === undefined ? {} : { arithmetic }) });
      store.startShift(run.id, { ...newShift(0, corruption), severity: shift.severity, imageCount });
      store.finishShift(run.id, 0, { ...shiftSummary, top1, images: imageCount - 1, skipped: 1 });
      store.finishRun(run.id, adaptSummary);
      return run.id;
    };
    expect(await find()).toBeNull();
    measure('fog', 500, 0.1);
    measure('clean', 500, 0.2, 'tent');
    measure('clean', 500, 0.3, 'noadapt', 'other');
    measure('clean', 500, 0.35, 'noadapt', record.hash, '4 heads');
    expect(await find()).toBeNull();
    const large = measure('clean', 200, 0.4, 'noadapt', record.hash, arithmeticText(record.parts));
    measure('clean', 100, 0.5);
    expect(await find()).toEqual({ accuracy: 0.4, images: 199, dataset: 'Fashion-MNIST (test)', runId: large });
    events.publish('run', store.getRun(large));
    expect(heard.at(-1)).toEqual({ topic: 'changed', payload: { what: 'models' } });
    await api.removeModel({ id: record.id });
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
    await expect(api.addMgg({ name: 'Again', path: mgg })).rejects.toThrow('already in the list, as Mine');
    await expect(api.addMgg({ name: 'x', path: vit })).rejects.toMatchObject({ code: 'bad-checkpoint' });
    await api.removeMgg({ id: record.id });
    await expect(api.removeMgg({ id: 'quickstart' })).rejects.toMatchObject({ code: 'bad-input' });
    await expect(api.removeMgg({ id: record.id })).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each(['safetensors', 'pth'] as const)('exports one as %s, to be imported again', async (format) => {
    const { name, data } = dataCalls.exportMgg.output.parse(await api.exportMgg({ mgg: 'quickstart-seed-2', format }));
    expect(name).toBe(`mgg-of-the-quick-start-seed-2.${format}`);
    const file = join(folder, name);
    writeFileSync(file, Buffer.from(data, 'base64'));
    const original = (await api.listMggs({})).find(({ id }) => id === 'quickstart-seed-2')!;
    expect(loadMgg(file).weights).toEqual(loadMgg(original.mgg).weights);
    if (format === 'safetensors') expect(sha256(file)).toBe(original.hash);
    await expect(api.exportMgg({ mgg: 'gone', format })).rejects.toMatchObject({ code: 'not-found' });
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
    const again = { ...config, seed: 7 };
    const twin = store.createRun({ kind: 'pretrain', config: again, method: 'mgg', name: 'First try' });
    store.finishRun(twin.id, summary);
    const names = new Map((await api.listMggs({})).map(({ id, name }) => [id, name]));
    expect([run.id, twin.id].map((id) => names.get(id))).toEqual(['First try, seed 2020', 'First try, seed 7']);
    rmSync(mgg);
    expect((await api.listMggs({}))[0]?.problem).toContain('gone');
    await expect(api.removeMgg({ id: run.id })).rejects.toMatchObject({
      hint: 'It is deleted with the run that trained it.',
    });
  });
});
