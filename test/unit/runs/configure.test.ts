import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../../src-shared/identity.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { findMethod } from '../../../src-main/methods/method-registry.ts';
import { configure, configurePretraining } from '../../../src-main/runs/configure.ts';

const input = { dataset: { kind: 'quickstart', split: 'test' }, model: 'quickstart', method: 'noadapt' } as const;
const fog = { corruption: 'fog', severity: 5 };

describe('a model', () => {
  it('that ships with the lab keeps its name, any other one gets its full path', async () => {
    const modelOf = async (model: string) => (await configure({ ...input, model, shifts: [fog] })).config.model;
    expect(await modelOf('quickstart')).toBe('quickstart');
    expect(await modelOf('quickstart-small')).toBe('quickstart-small');
    // A name of generators only.
    expect(await modelOf('quickstart-lstm')).toBe(resolve('quickstart-lstm'));
  });
});

describe('lists that mean sets', () => {
  it('of classes are sorted, with each class once', async () => {
    const { config } = await configure({ ...input, shifts: [fog], classMask: [7, 2, 7, 2, 0] });
    expect(config.classMask).toEqual([0, 2, 7]);
  });

  it('of shifts are refused where one is listed twice', async () => {
    const refused = { code: 'bad-option', message: 'fog/5 is listed twice.' };
    await expect(configure({ ...input, shifts: [fog, fog] })).rejects.toMatchObject(refused);
    await expect(configure({ ...input, shifts: [fog, fog], order: 'mixed' })).rejects.toMatchObject(refused);
    const { method: _method, ...data } = input;
    expect(() => configurePretraining({ ...data, shifts: [fog, fog] })).toThrow(refused.message);
  });
});

describe('a pre-training', () => {
  it('counts the options of evolution only where it learns by it', () => {
    const { method: _method, ...data } = input;
    const of = (changes: object) => configurePretraining({ ...data, ...changes });
    expect(of({ pesSigma: 0.5, pesPairs: 9 })).toEqual(of({}));
    expect(of({ gradient: 'pes', pesSigma: 0.5, pesPairs: 9 })).toMatchObject({ pesSigma: 0.5, pesPairs: 9 });
  });

  it('has further tasks with full paths, and no shift of one twice', () => {
    const { method: _method, ...data } = input;
    const task = { dataset: { kind: 'folder' as const, path: 'images' }, model: 'vit.pth', reading: {} };
    const [configured] = configurePretraining({ ...data, tasks: [task] }).tasks;
    expect(configured).toMatchObject({ model: resolve('vit.pth'), dataset: { path: resolve('images') } });
    expect(configured).not.toHaveProperty('reading');
    expect(() => configurePretraining({ ...data, tasks: [{ ...task, shifts: [fog, fog] }] })).toThrow('listed twice');
  });
});

describe('the interval of RDumb’s resets', () => {
  const rdumb = { ...input, method: 'rdumb', shifts: [fog] };
  const of = async (changes: Partial<RunConfigInput>) => {
    const { resetEvery, options } = (await configure({ ...rdumb, ...changes })).config;
    expect(options).not.toHaveProperty('resetEvery');
    return resetEvery;
  };

  it('is the setting of all methods, also where an earlier version wrote it among the options', async () => {
    expect(await of({})).toBeNull();
    expect(await of({ options: { resetEvery: 1000 } })).toBeNull();
    expect(await of({ options: { resetEvery: 300 } })).toBe(300);
    expect(await of({ options: { resetEvery: 300 }, resetEvery: 7 })).toBe(7);
    await expect(configure({ ...rdumb, method: 'tent', options: { resetEvery: 3 } })).rejects.toThrow('resetEvery');
  });

  it('leaves the identity as it was where it is the usual one', async () => {
    const { config } = await configure(rdumb);
    const optionDefaults = findMethod('rdumb').options.parse({});
    const earlier = { ...config, options: { ...config.options, resetEvery: 1000 } };
    const before = identityOf('adapt', earlier, { optionDefaults: { ...optionDefaults, resetEvery: 1000 } });
    expect(identityOf('adapt', config, { optionDefaults })).toBe(before);
  });
});

describe('a setting that takes no part', () => {
  it('is as by default, so that the run is known again', async () => {
    const shuffled = await configure({ ...input, shifts: [fog], concentration: 3 });
    expect(shuffled.config).toEqual((await configure({ ...input, shifts: [fog] })).config);
    const ordered = await configure({ ...input, shifts: [fog], labelOrder: 'dirichlet', concentration: 3 });
    expect(ordered.config).toMatchObject({ labelOrder: 'dirichlet', concentration: 3 });
    expect((await configure({ ...input, shifts: [fog], replacement: true })).config.replacement).toBe(false);
    const drawn = await configure({ ...input, shifts: [fog], replacement: true, imbalanceRatio: 9 });
    expect(drawn.config.replacement).toBe(true);
  });
});
