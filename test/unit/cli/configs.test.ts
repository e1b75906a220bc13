import { describe, expect, it } from 'vitest';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { pretrainConfigOf } from '../../../src-main/shells/cli/commands/pretrain.ts';

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
