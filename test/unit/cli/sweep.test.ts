import { describe, expect, it } from 'vitest';
import { methodList } from '../../../src-main/planning/own-lists.ts';
import { sweepOf, type SweepFlags } from '../../../src-main/shells/cli/sweep-flags.ts';
import { sweepSchema, type Sweep } from '../../../src-shared/sweeps/sweep.ts';

const known = await methodList();

const made = async (flags: SweepFlags): Promise<Sweep> =>
  sweepSchema.parse(await sweepOf('a', flags, {}, known, (config) => Promise.resolve(config)));

describe('flags of a sweep', () => {
  it('try out an option with each method that has it, and settings of runs', async () => {
    const { methods, vary, seeds } = await made({
      method: ['tent', 'eata'],
      vary: { lr: '0.1,1', 'eata.similarity': '0.1..0.5:3', batchSize: '8,16' },
      opt: { 'tent.momentum': 0.5 },
      seeds: [1, 2],
    });
    expect(vary).toEqual({ batchSize: { values: [8, 16] } });
    expect(methods.map(({ name }) => name)).toEqual(['TENT', 'EATA']);
    expect(methods[0]).toMatchObject({ options: { momentum: 0.5 }, vary: { lr: { values: [0.1, 1] } } });
    expect(methods[1]!.vary).toEqual({
      lr: { values: [0.1, 1] },
      similarity: { from: 0.1, to: 0.5, steps: 3, scale: 'linear' },
    });
    expect(seeds).toEqual([1, 2]);
  });

  it('give each method its own generator, and none to those without', async () => {
    const { methods } = await made({ method: ['tent', 'mgtta', 'mgtta_lstm'] });
    expect(methods.map(({ mgg }) => mgg)).toEqual([null, 'quickstart', 'quickstart-lstm']);
  });

  it('choose on validation images where a rule asks for it', async () => {
    const { validation, base } = await made({ method: ['tent'], rules: ['validation'], severity: 3, images: 50 });
    expect(base).toMatchObject({ dataset: { kind: 'quickstart', split: 'test' }, images: 50 });
    expect(validation).toMatchObject({ dataset: { kind: 'quickstart', split: 'validation' }, images: 50 });
    expect(validation!.shifts[0]).toEqual({ corruption: 'speckle_noise', severity: 3 });
    expect((await made({ method: ['tent'] })).validation).toBeNull();
  });

  it('name what there is not', async () => {
    await expect(made({ method: ['nothing'] })).rejects.toThrow('There is no method "nothing".');
    await expect(made({ method: ['tent'], vary: { nothing: '1' } })).rejects.toThrow('No method of the sweep has');
    await expect(made({ method: ['tent'], vary: { 'eata.lr': '1' } })).rejects.toThrow('No method of the sweep has');
    await expect(made({ method: ['tent'], vary: { lr: ',' } })).rejects.toThrow("',' is no list and no range of lr.");
  });
});
