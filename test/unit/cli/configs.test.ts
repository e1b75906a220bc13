import { describe, expect, it } from 'vitest';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { pretrainConfigOf } from '../../../src-main/shells/cli/commands/pretrain.ts';
import { configOf } from '../../../src-main/shells/cli/run-flags.ts';
import { configure } from '../../../src-main/runs/configure.ts';

describe('what is said of a model', () => {
  const file = { model: 'a.pth', reading: { heads: 4, pool: 'avg' } };

  it('stands in the configuration, flags over the file', () => {
    expect(configOf({ heads: 3, eps: 1e-5, activation: 'relu', pool: 'avg', weights: 'ema' }).reading).toEqual({
      heads: 3,
      eps: 1e-5,
      activation: 'relu',
      pool: 'avg',
      weights: 'ema',
    });
    expect(configOf({ heads: 3 }, file).reading).toEqual({ heads: 3, pool: 'avg' });
    expect(configOf({}, file).reading).toEqual(file.reading);
    expect(pretrainConfigOf({ model: 'a.pth', heads: 3 }).reading).toEqual({ heads: 3 });
  });

  it('is not taken from one model to another, and is nothing where nothing is said', () => {
    expect(configOf({ model: 'b.pth' }, file)).not.toHaveProperty('reading');
    expect(configOf({})).not.toHaveProperty('reading');
    expect(pretrainConfigOf({})).not.toHaveProperty('reading');
  });

  it('leaves the hash of a configuration alone where it is empty', async () => {
    const { config } = await configure({ ...configOf({}), reading: {} });
    expect(config).toEqual((await configure(configOf({}))).config);
  });
});

describe('pretrainConfigOf', () => {
  it('learns from training images and compares on validation images by default', () => {
    const config = pretrainConfigSchema.parse(pretrainConfigOf({ opt: { steps: 10 } }));
    expect(config).toMatchObject({ dataset: { split: 'train' }, evaluation: { split: 'validation' }, steps: 10 });
    expect(config.shifts.map(({ corruption }) => corruption)).toContain('saturate');
  });

  it('evaluates a folder only on another one', () => {
    expect(pretrainConfigOf({ dataset: 'images' }).evaluation).toBeNull();
    expect(pretrainConfigOf({ dataset: 'a', evaluation: 'b' }).evaluation).toEqual({ kind: 'folder', path: 'b' });
  });

  it('wants a folder for source images', () => {
    expect(() => pretrainConfigOf({ source: '/s' })).toThrow('--source says something about a folder');
    expect(pretrainConfigOf({ dataset: 'a', source: 'b' }).dataset).toEqual({ kind: 'folder', path: 'a', source: 'b' });
  });
});
