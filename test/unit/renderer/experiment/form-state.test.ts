import { describe, expect, it } from 'vitest';
import type { MethodInfo } from '../../../../src-shared/api/lab.ts';
import { runConfigSchema, type RunConfig } from '../../../../src-shared/run-config.ts';
import {
  allSpecs,
  emptyForm,
  experimentFormSchema,
  formOf,
  plannedRuns,
} from '../../../../src-renderer/components/experiment/form-state.ts';

const rate = {
  name: 'lr',
  kind: 'number',
  label: 'Learning rate',
  help: '',
  default: 0.001,
  exclusiveMinimum: 0,
} as const;
const methods: MethodInfo[] = [
  { id: 'noadapt', name: 'NoAdapt', summary: '', needs: [], options: [] },
  { id: 'tent', name: 'TENT', summary: '', needs: [], options: [rate] },
  { id: 'mgtta', name: 'MGTTA', summary: '', needs: ['mgg'], options: [rate] },
];

describe('the form of an experiment', () => {
  it('starts as something that can be stored and run', () => {
    const form = experimentFormSchema.parse(emptyForm());
    const runs = plannedRuns(form, methods, {});
    expect(runs.map(({ name }) => name)).toEqual(['NoAdapt', 'MGTTA']);
    for (const { config } of runs) expect(runConfigSchema.parse(config)).toEqual(config);
  });

  it('asks for one run per method and seed, with its own options and an MGG only where it is used', () => {
    const form = { ...emptyForm(), methods: ['mgtta', 'tent'], seeds: [1, 2], options: { tent: { lr: 0.5 } } };
    const runs = plannedRuns(form, methods, {});
    expect(runs.map(({ name, config: { mgg, options, seed } }) => [name, seed, mgg, options['lr']])).toEqual([
      ['TENT, seed 1', 1, null, 0.5],
      ['TENT, seed 2', 2, null, 0.5],
      ['MGTTA, seed 1', 1, 'quickstart', 0.001],
      ['MGTTA, seed 2', 2, 'quickstart', 0.001],
    ]);
  });

  it("takes the lab's engine unless another one is chosen", () => {
    const engineOf = (settings: Record<string, string>) =>
      plannedRuns({ ...emptyForm(), settings }, methods, { engine: 'wasm' })[0]?.config.engine;
    expect(engineOf({})).toBe('wasm');
    expect(engineOf({ engine: 'onnx-cpu' })).toBe('onnx-cpu');
    expect(allSpecs({ engine: 'wasm' }).find(({ name }) => name === 'engine')?.default).toBe('wasm');
  });

  it('goes back and forth to the configurations of its runs', () => {
    const form = {
      ...emptyForm(),
      methods: ['noadapt', 'tent', 'mgtta'],
      options: { tent: { lr: 0.5 } },
      seeds: [3, 5],
      settings: { order: 'mixed', images: 12, budgetSeconds: 2.5, engine: 'auto' },
      classMask: [0, 4],
    };
    const configs = plannedRuns(form, methods, { engine: 'wasm' }).map(({ config }) => config);
    const read = formOf(configs as [RunConfig, ...RunConfig[]], methods, { engine: 'wasm' });
    expect(read).toEqual({ form, complete: true });
  });

  it('takes the generator of a method that uses one, and that of others to be of no account', () => {
    const [first, second] = plannedRuns(emptyForm(), methods, {}).map(({ config }) => config) as [RunConfig, RunConfig];
    const unused = { ...first, mgg: 'unused.safetensors' };
    expect(formOf([unused], methods, {})).toMatchObject({ complete: true, form: { mgg: 'unused.safetensors' } });
    expect(formOf([unused, second], methods, {})).toMatchObject({ complete: true, form: { mgg: 'quickstart' } });
    const other = { ...second, mgg: 'other.safetensors', seed: 7 };
    expect(formOf([second, other], methods, {}).complete).toBe(false);
  });

  it('takes options that are left out to be at their defaults', () => {
    const [, second] = plannedRuns(emptyForm(), methods, {}).map(({ config }) => config) as [RunConfig, RunConfig];
    const usual = { ...second, options: {} };
    expect(formOf([usual], methods, {}).complete).toBe(true);
    expect(formOf([usual, { ...second, options: { lr: 0.5 } }], methods, {}).complete).toBe(false);
  });

  it('says when one form can not hold all runs', () => {
    const [first, second] = plannedRuns(emptyForm(), methods, {}).map(({ config }) => config) as [RunConfig, RunConfig];
    expect(formOf([first, { ...second, batchSize: 2 }], methods, {}).complete).toBe(false);
  });
});
