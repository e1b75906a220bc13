import { describe, expect, it } from 'vitest';
import { sweepSchema, type SweepInput } from '../../../../src-shared/sweeps/sweep.ts';
import { gridOf, placeOf, valuesAt, variablesOf, variableSettings } from '../../../../src-shared/sweeps/variables.ts';
import { parseVariation, variationText } from '../../../../src-shared/sweeps/variation-text.ts';
import { describeOptions } from '../../../../src-shared/option-specs.ts';
import { trialConfig } from '../../../../src-shared/sweeps/trial-config.ts';
import { tent } from '../../../../src-main/methods/tent.ts';

const options = describeOptions(tent.options);
const base = {
  dataset: { kind: 'quickstart' as const, split: 'test' as const },
  model: 'quickstart',
  shifts: [{ corruption: 'fog', severity: 5 }],
};

function variables(vary: SweepInput['vary'], ofRuns: SweepInput['vary'] = {}) {
  const entry = { name: 'TENT', method: 'tent', vary };
  const sweep = sweepSchema.parse({ name: 'a', base, methods: [entry], vary: ofRuns });
  return { sweep, found: variablesOf(sweep, sweep.methods[0]!, options) };
}

describe('variations', () => {
  it('are written as lists and ranges', () => {
    expect(parseVariation('0.1, 0.01,0.1')).toEqual({ values: [0.1, 0.01] });
    expect(parseVariation('reset,continual')).toEqual({ values: ['reset', 'continual'] });
    expect(parseVariation('none,100')).toEqual({ values: [null, 100] });
    expect(parseVariation('true,false')).toEqual({ values: [true, false] });
    expect(parseVariation('1e-4..1e-1:7:log')).toEqual({ from: 1e-4, to: 0.1, steps: 7, scale: 'log' });
    expect(parseVariation('0..1')).toEqual({ from: 0, to: 1, steps: 5, scale: 'linear' });
    for (const wrong of ['', ',', 'a..b', '0..1:1']) expect(parseVariation(wrong), wrong).toBeUndefined();
    for (const text of ['0.1, 0.01', '0.0001..0.1:7:log', '0..1:5', 'none, 100']) {
      expect(variationText(parseVariation(text)!)).toBe(text);
    }
  });
});

describe('what is tried out', () => {
  it('are numbers and choices of methods and runs, but none of the computer and no seed', () => {
    const names = variableSettings.map(({ name }) => name);
    expect(names).toContain('batchSize');
    expect(names).toContain('policy');
    for (const name of ['seed', 'threads', 'engine', 'cleanImages', 'unlabelledImages'])
      expect(names).not.toContain(name);
  });

  it('goes into the options and the settings of runs', () => {
    const { sweep, found } = variables({ lr: { values: [0.1] } }, { batchSize: { values: [8] } });
    const config = trialConfig(sweep, sweep.methods[0]!, valuesAt(found, [0, 0]), 7);
    expect(config).toMatchObject({ method: 'tent', options: { lr: 0.1 }, batchSize: 8, seed: 7 });
  });

  it('must be there, and within bounds', () => {
    expect(() => variables({ lr: { values: [-1] } })).toThrow(/^TENT, lr: -1: Enter/);
    expect(() => variables({ nothing: { values: [1] } })).toThrow('TENT has no setting "nothing" to try out.');
    expect(() => variables({}, { seed: { values: [1] } })).toThrow('A run has no setting "seed" to try out.');
    expect(() => variables({ lr: { from: 0, to: 1, scale: 'log' } })).toThrow('A log range begins above 0.');
    expect(() => variables({ lr: { from: 1, to: 0.1 } })).toThrow('The range from 1 to 0.1 is empty.');
    expect(() => variables({}, { policy: { from: 0, to: 1 } })).toThrow('Only numbers have a range');
  });

  it('has readable values at the places of its scale', () => {
    const { found } = variables(
      { lr: { from: 1e-4, to: 1e-1, scale: 'log', steps: 7 } },
      { batchSize: { from: 1, to: 9 } },
    );
    expect(gridOf(found[0]!)).toEqual([1e-4, 0.0003162, 0.001, 0.003162, 0.01, 0.03162, 0.1]);
    expect(gridOf(found[1]!)).toEqual([1, 3, 5, 7, 9]);
    expect(placeOf(found[0]!, 0.01)).toBeCloseTo(2 / 3, 6);
    expect(placeOf(found[1]!, 5)).toBe(0.5);
  });
});
