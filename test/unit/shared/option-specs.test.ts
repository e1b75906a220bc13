import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOptions, optionProblem, optionSpecSchema, type OptionSpec } from '../../../src-shared/option-specs.ts';
import { booleanOption, choiceOption, integerOption, labelled, numberOption } from '../../../src-shared/options.ts';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { methods } from '../../../src-main/methods/method-registry.ts';

const schema = z.strictObject({
  rate: numberOption({ label: 'Rate', symbol: 'η', help: 'Step size.', default: 0.1, min: 0, exclusiveMin: true }),
  steps: integerOption({ label: 'Steps', help: '', unit: 'batches', default: 3, min: 1, max: 9 }),
  mode: choiceOption({ label: 'Mode', help: '', choices: ['slow', 'fast'], default: 'fast' }),
  on: booleanOption({ label: 'On', help: '', default: true }),
  images: labelled(z.int().positive().nullable().default(null), { label: 'Images', help: '', nullMeans: 'all' }),
  unlabelled: z.number().default(1),
});
const specs = describeOptions(schema);
const spec = (name: string): OptionSpec => specs.find((candidate) => candidate.name === name)!;

describe('describing the options of a schema', () => {
  it('keeps their order and leaves out those without a label', () => {
    expect(specs.map(({ name }) => name)).toEqual(['rate', 'steps', 'mode', 'on', 'images']);
  });

  it('says kind, text, default and range of each', () => {
    expect(spec('rate')).toEqual({
      name: 'rate',
      kind: 'number',
      label: 'Rate',
      symbol: 'η',
      help: 'Step size.',
      default: 0.1,
      exclusiveMinimum: 0,
    });
    expect(spec('steps')).toMatchObject({ kind: 'integer', unit: 'batches', default: 3, minimum: 1, maximum: 9 });
    expect(spec('mode')).toMatchObject({ kind: 'choice', choices: ['slow', 'fast'], default: 'fast' });
    expect(spec('on')).toMatchObject({ kind: 'boolean', default: true });
  });

  it('looks through a setting that may be left open', () => {
    expect(spec('images')).toMatchObject({ kind: 'integer', exclusiveMinimum: 0, default: null, nullMeans: 'all' });
  });

  it('leaves out the range of safe integers', () => {
    expect(spec('images')).not.toHaveProperty('maximum');
  });

  it('covers every option of every method, as what the contract allows', () => {
    for (const { id, options } of Object.values(methods)) {
      const described = describeOptions(options);
      expect(
        described.map(({ name }) => name),
        id,
      ).toEqual(Object.keys(options.shape));
      described.forEach((option) => optionSpecSchema.parse(option));
    }
  });

  it.each([
    ['run', runConfigSchema, ['order', 'images', 'budgetSeconds', 'engine']],
    ['pre-training', pretrainConfigSchema, ['images', 'mggLr', 'heads', 'engine']],
  ] as const)('covers the settings of a %s, whose defaults it accepts', (_name, config, some) => {
    const described = describeOptions(config);
    expect(described.map(({ name }) => name)).toEqual(expect.arrayContaining([...some]));
    for (const option of described) expect(optionProblem(option, option.default), option.name).toBeUndefined();
  });
});

describe('the problem with a value', () => {
  it.each([
    ['rate', 0.5, undefined],
    ['rate', 0, 'Enter more than 0.'],
    ['rate', Number.NaN, 'Enter a number.'],
    ['rate', '0.5', 'Enter a number.'],
    ['rate', null, 'Enter a number.'],
    ['steps', 9, undefined],
    ['steps', 2.5, 'Enter a whole number.'],
    ['steps', 0, 'Enter 1 or more.'],
    ['steps', 10, 'Enter 9 or less.'],
    ['mode', 'slow', undefined],
    ['mode', 'idle', 'Choose slow, fast.'],
    ['on', false, undefined],
    ['on', 'no', 'Choose on or off.'],
    ['images', null, undefined],
    ['images', 12, undefined],
    ['images', 0, 'Enter more than 0.'],
  ])('of %s, %j: %s', (name, value, problem) => {
    expect(optionProblem(spec(name), value)).toBe(problem);
  });

  it('is found where the schema finds one', () => {
    for (const value of [-1, 0, 1e-300, 0.5, 1, 3.5, 9, 9.5, 1e9]) {
      for (const name of ['rate', 'steps', 'images'] as const) {
        const valid = schema.shape[name].safeParse(value).success;
        expect(optionProblem(spec(name), value) === undefined, `${name} ${value}`).toBe(valid);
      }
    }
  });
});
