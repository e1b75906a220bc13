import { describe, expect, it } from 'vitest';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { pretrainConfigOf } from '../../../src-main/shells/cli/commands/pretrain.ts';
import { configOf } from '../../../src-main/shells/cli/commands/run.ts';

describe('configOf', () => {
  it('is a whole experiment without any flag', () => {
    const config = runConfigSchema.parse(configOf({}));
    expect(config).toMatchObject({
      method: 'mgtta',
      mgg: 'quickstart',
      dataset: { kind: 'quickstart', split: 'test' },
    });
    expect(config.shifts).toHaveLength(15);
  });

  it('takes flags over the file, and the file over defaults', () => {
    const file = {
      method: 'tent',
      batchSize: 8,
      options: { lr: 1, momentum: 0 },
      shifts: [{ corruption: 'fog', severity: 1 }],
    };
    const config = runConfigSchema.parse(configOf({ batchSize: 4, opt: { lr: 2 }, images: 'all' }, file));
    expect(config).toMatchObject({ method: 'tent', batchSize: 4, images: null, options: { lr: 2, momentum: 0 } });
    expect(config.shifts).toEqual(file.shifts);
    expect(runConfigSchema.parse(configOf({ severity: 2 }, file)).shifts).toHaveLength(15);
  });

  it('reads a folder with its source images, and brings no MGG for another model', () => {
    const config = configOf({ dataset: 'images', source: 'clean', model: 'vit.safetensors', corruption: ['clean'] });
    expect(config.dataset).toEqual({ kind: 'folder', path: 'images', source: 'clean' });
    expect(config.mgg).toBeUndefined();
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
});
