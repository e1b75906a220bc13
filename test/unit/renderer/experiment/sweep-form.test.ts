import { describe, expect, it } from 'vitest';
import type { MethodInfo } from '../../../../src-shared/api/lab.ts';
import { sweepJson } from '../../../../src-shared/sweeps/sweep-files.ts';
import type { Sweep } from '../../../../src-shared/sweeps/sweep.ts';
import {
  emptyForm,
  plannedRuns,
  type ExperimentForm,
} from '../../../../src-renderer/components/experiment/form-state.ts';
import { readSweepFile } from '../../../../src-renderer/components/experiment/read-config-file.ts';
import { formOfSweep, sweepOf } from '../../../../src-renderer/components/experiment/sweep-form.ts';

const rate = { name: 'lr', kind: 'number', label: 'Rate', help: '', default: 0.001, exclusiveMinimum: 0 } as const;
const beta = { name: 'beta', kind: 'number', label: 'Beta', help: '', default: 0.9, minimum: 0 } as const;
const methods: MethodInfo[] = [
  { id: 'noadapt', name: 'NoAdapt', summary: '', needs: [], options: [] },
  { id: 'tent', name: 'TENT', summary: '', needs: [], options: [rate, beta] },
  { id: 'mgtta', name: 'MGTTA', summary: '', needs: ['mgg'], options: [rate] },
];

const form: ExperimentForm = {
  ...emptyForm(),
  name: 'Rates',
  methods: ['tent', 'mgtta'],
  options: { tent: { beta: 0.5 } },
  seeds: [2, 5],
  settings: { images: 64, order: 'mixed' },
  vary: { batchSize: { values: [8, 64] } },
  varyOptions: {
    tent: { lr: { from: 0.001, to: 1, steps: 4, scale: 'log' } },
    mgtta: { lr: { values: [0.01, 0.1] } },
  },
  sweep: { strategy: 'tpe', trials: 12, pruneAfter: 2, metric: 'ece', rule: 'entropy', compare: true },
};

function asked(of: ExperimentForm): Sweep {
  const [first, ...rest] = plannedRuns(of, methods, {});
  return sweepOf(of, [first!, ...rest], of.name);
}

const read = (sweep: object, name = 'a.json') => readSweepFile(name, JSON.stringify(sweep), methods);

describe('the file of a sweep', () => {
  it('fills the form in from which it was saved: what varies, seeds, strategy, rule', () => {
    const sweep = readSweepFile('rates.json', sweepJson(asked(form)), methods)!;
    expect(formOfSweep(sweep, methods, {})).toEqual({ form, complete: true });
  });

  it('may leave out what is usual, and its name', () => {
    const { base } = asked(form);
    const entry = {
      name: 'mine',
      method: 'tent',
      mgg: 'unused.safetensors',
      options: {},
      vary: { lr: { values: [1, 2] } },
    };
    const sweep = read({ base, methods: [entry] }, 'My rates.json')!;
    const { form: made, complete } = formOfSweep(sweep, methods, {});
    expect(complete).toBe(true);
    expect(made).toMatchObject({
      name: 'My rates',
      methods: ['tent'],
      seeds: [2020],
      varyOptions: { tent: entry.vary },
    });
    expect(made.sweep).toMatchObject({ strategy: 'grid', rule: 'oracle', compare: false });
  });

  it('says what a form does not hold', () => {
    const sweep = asked(form);
    const twice = {
      ...sweep,
      methods: [...sweep.methods, { ...sweep.methods[0]!, name: 'again', options: { beta: 0 } }],
    };
    const { form: made, complete } = formOfSweep(twice, methods, {});
    expect([complete, made.options['tent']]).toEqual([false, { beta: 0.5 }]);
    for (const change of [{ parallel: 7 }, { samplerSeed: 3 }, { rules: ['snd' as const] }]) {
      expect(formOfSweep({ ...sweep, ...change }, methods, {}).complete).toBe(false);
    }
  });

  it('is distinguished from configurations of runs, and refused with its first fault', () => {
    const sweep = asked(form);
    expect(read({ method: 'tent' })).toBeUndefined();
    expect(() => read({ ...sweep, seeds: ['x'] })).toThrow('a.json is not a sweep: seeds: ');
    expect(() => read({ ...sweep, methods: [{ ...sweep.methods[0]!, method: 'tant' }] })).toThrow('the method "tant"');
    expect(() => read({ ...sweep, vary: { lr: { values: [1] } } })).toThrow('A run has no setting "lr" to try out.');
  });
});
