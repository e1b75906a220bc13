import { describe, expect, it } from 'vitest';
import { configure, configurePretraining } from '../../../src-main/runs/configure.ts';
import { methods } from '../../../src-main/methods/method-registry.ts';
import { describeOptions, optionProblem, type OptionSpec } from '../../../src-shared/option-specs.ts';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src-shared/run-config.ts';

const run: RunConfigInput = {
  ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', mgg: 'quickstart', method: 'tent' },
  shifts: [{ corruption: 'fog', severity: 5 }],
};
const pretraining = { dataset: { kind: 'quickstart', split: 'train' }, model: 'quickstart' } as const;

/** Whole numbers that nothing is made of: counted, or compared with how many images there are before any is read. */
const harmless = {
  run: [
    'images',
    'cleanImages',
    'seed',
    'sourceImages',
    'budgetBatches',
    'resetEvery',
    'checkpointEvery',
    'gradientRecords',
    'unlabelledImages',
  ],
  pretraining: ['images', 'steps', 'seed', 'sourceImages', 'evaluationImages'],
  methods: ['eata.fisherImages', 'spa.noisePatch'],
};

const unbounded = (specs: readonly OptionSpec[]): string[] =>
  specs.filter(({ kind, maximum }) => kind === 'integer' && maximum === undefined).map(({ name }) => name);

describe('limits of settings', () => {
  it('stand beside every number that memory is asked for', () => {
    expect(unbounded(describeOptions(runConfigSchema)).sort()).toEqual(harmless.run.toSorted());
    expect(unbounded(describeOptions(pretrainConfigSchema)).sort()).toEqual(harmless.pretraining.toSorted());
    const ofMethods = Object.values(methods).flatMap(({ id, options }) =>
      unbounded(describeOptions(options)).map((name) => `${id}.${name}`),
    );
    expect(ofMethods).toEqual(harmless.methods);
  });

  it.each([
    [{ threads: 100_000 }, "CPU threads (threads) can't be 100000.", 'The most is 1024.'],
    [{ batchSize: 1e9 }, "Batch size (batchSize) can't be 1000000000.", 'The most is 4096.'],
    [
      { method: 'lame', options: { maxIterations: 1e15 } },
      "Max. iterations (maxIterations) can't be 1000000000000000.",
      'The most is 100000.',
    ],
  ])('refuse a run with %j', async (change, message, hint) => {
    await expect(configure({ ...run, ...change })).rejects.toMatchObject({ code: 'bad-option', message, hint });
  });

  it('refuse a pre-training, and are those of the form', () => {
    expect(() => configurePretraining({ ...pretraining, hiddenSize: 1e9 })).toThrow(
      "(hiddenSize) can't be 1000000000.",
    );
    expect(configurePretraining({ ...pretraining, unroll: 100 }).unroll).toBe(100);
    const spec = describeOptions(runConfigSchema).find(({ name }) => name === 'threads')!;
    expect([optionProblem(spec, 1024), optionProblem(spec, 1025)]).toEqual([undefined, 'Enter 1024 or less.']);
  });

  it('let stored runs be read that have more', () => {
    expect(runConfigSchema.parse({ ...run, threads: 100_000 }).threads).toBe(100_000);
  });
});
