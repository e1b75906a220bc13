import { describe, expect, it } from 'vitest';
import { namesApart } from '../../../../src-shared/comparison/names.ts';
import { pretrainConfigSchema, type PretrainConfigInput } from '../../../../src-shared/pretrain-config.ts';
import type { AdaptRun, PretrainRun, RunRecord } from '../../../../src-shared/records.ts';
import type { RunConfigInput } from '../../../../src-shared/run-config.ts';
import { doneRun } from './support.ts';

const run = (name: string, config: Partial<RunConfigInput>, changes: Partial<AdaptRun> = {}): AdaptRun => ({
  ...doneRun(name, { fog: 0.5 }, config).run,
  ...changes,
});
const pretraining = (id: string, config: Partial<PretrainConfigInput>): PretrainRun => {
  const { kind: _kind, config: _config, summary: _summary, soFar: _soFar, ...rest } = run('MGG pre-training', {});
  const whole = pretrainConfigSchema.parse({ dataset: { kind: 'quickstart' }, model: 'quickstart', ...config });
  return { ...rest, id, kind: 'pretrain', method: 'mgg', config: whole, summary: null };
};
const namesOf = (...runs: RunRecord[]) => runs.map(({ id, name }) => namesApart(runs).get(id) ?? name);

describe('namesApart', () => {
  it('appends what differs', () => {
    const grid = [0.001, 0.003].flatMap((lr) => [2020, 2021].map((seed) => run('MGTTA', { options: { lr }, seed })));
    expect(namesOf(...grid, run('NoAdapt', {}))).toEqual([
      ...['MGTTA, lr 0.001, seed 2020', 'MGTTA, lr 0.001, seed 2021'],
      ...['MGTTA, lr 0.003, seed 2020', 'MGTTA, lr 0.003, seed 2021'],
      'NoAdapt',
    ]);
  });

  it('says no more than is needed', () => {
    const twins = [1, 2].map((seed) => run('TENT', { seed, options: { lr: 0.1 }, batchSize: 10 * seed }));
    const names = namesOf(...twins);
    expect(names.map((name) => name.split(', ').length)).toEqual([2, 2]);
    expect(new Set(names).size).toBe(2);
  });

  it('takes the last part of a path', () => {
    const twins = ['/models/small.safetensors', '/models/large.safetensors'].map((model) => run('TENT', { model }));
    expect(namesOf(...twins)).toEqual(['TENT, model small.safetensors', 'TENT, model large.safetensors']);
  });

  it('leaves a name alone that nobody of the group has', () => {
    const groups = ['a', 'b'].map((group, seed) => run('TENT', { seed }, { group }));
    expect(namesOf(...groups)).toEqual(['TENT', 'TENT']);
  });

  it('numbers what was repeated, the first made first', () => {
    const [late, early] = ['2026-02-02T00:00:00Z', '2026-02-01T00:00:00Z'].map((createdAt) =>
      run('TENT', {}, { createdAt }),
    );
    expect(namesOf(late!, early!)).toEqual(['TENT (2)', 'TENT']);
  });

  it('distinguishes pre-trainings by what they learn from and how', () => {
    const model = '/models/deit.safetensors';
    expect(namesOf(pretraining('a', { steps: 500 }), pretraining('b', { steps: 500, generator: 'lstm' }))).toEqual([
      'MGG pre-training, generator gml',
      'MGG pre-training, generator lstm',
    ]);
    expect(namesOf(pretraining('a', {}), pretraining('b', { model }), run('MGG pre-training', {}))).toEqual([
      'MGG pre-training, model quickstart',
      'MGG pre-training, model deit.safetensors',
      'MGG pre-training',
    ]);
  });
});
