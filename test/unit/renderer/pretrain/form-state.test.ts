import { describe, expect, it } from 'vitest';
import {
  configOf,
  emptyForm,
  formOf,
  nextTask,
  pretrainFormSchema,
  settingGroups,
  withPreset,
} from '../../../../src-renderer/components/pretrain/form-state.ts';
import { describeOptions } from '../../../../src-shared/option-specs.ts';
import { pretrainConfigSchema } from '../../../../src-shared/pretrain-config.ts';
import { scheduleOf } from '../../../../src-shared/pretrain-tasks.ts';

const defaults = { engine: 'onnx-cpu', threads: 2 };
const folder = { kind: 'folder', path: '/data/pets' } as const;

describe('the form of a pre-training', () => {
  it('shows every setting of the schema once', () => {
    const declared = describeOptions(pretrainConfigSchema).map(({ name }) => name);
    expect(Object.values(settingGroups).flat().toSorted()).toEqual(declared.toSorted());
  });

  it('asks for the schedule of the paper on the embedded data at first', () => {
    const config = configOf(emptyForm(), {});
    expect(config).toEqual({
      ...pretrainConfigSchema.parse({ dataset: config.dataset, model: 'quickstart' }),
      dataset: { kind: 'quickstart', split: 'train' },
      evaluation: { kind: 'quickstart', split: 'validation' },
      evaluationLr: 0.01,
    });
  });

  it("takes the lab's settings for defaults, and what was entered before them", () => {
    expect(configOf(emptyForm(), defaults)).toMatchObject(defaults);
    const form = { ...emptyForm(), settings: { threads: 4 }, compares: false };
    expect(configOf(form, defaults)).toMatchObject({ engine: 'onnx-cpu', threads: 4, evaluation: null });
  });

  it('is the one that asks for a configuration', () => {
    const config = pretrainConfigSchema.parse({
      dataset: folder,
      model: '/m/vit',
      generator: 'lstm',
      steps: 7,
      threads: 2,
    });
    const form = formOf(config, 'Mine', defaults);
    expect(form).toMatchObject({
      name: 'Mine',
      compares: false,
      settings: { engine: 'auto', generator: 'lstm', steps: 7 },
    });
    expect(form.settings).not.toHaveProperty('threads');
    expect(configOf(form, defaults)).toEqual(config);
  });

  it('has further tasks, each with what a pre-training has', () => {
    const form = emptyForm();
    const other = { dataset: folder, compares: false, normalisation: 'imagenet', weight: 2 } as const;
    form.tasks.push(nextTask(form), { ...nextTask(form), ...other });
    const config = configOf(form, defaults);
    const { dataset, evaluation, model, shifts } = config;
    expect(config.tasks).toEqual([
      { dataset, evaluation, model, shifts, weight: 1 },
      { dataset: folder, evaluation: null, model, normalisation: 'imagenet', shifts, weight: 2 },
    ]);
    expect(configOf(formOf(config, '', defaults), defaults)).toEqual(config);
    // Forms that the page kept in a version before have none.
    const { tasks: _none, ...before } = emptyForm();
    expect(pretrainFormSchema.parse(before)).toEqual(emptyForm());
  });

  it('keeps dataset and model with the settings of the paper, and always what computes', () => {
    const form = { ...emptyForm(), dataset: folder, settings: { steps: 5, engine: 'wasm' } };
    expect(withPreset(form, 'paper')).toMatchObject({ dataset: folder, settings: { engine: 'wasm' } });
    expect(configOf(withPreset(form, 'paper'), {})).toMatchObject({ steps: 2000, evaluationLr: 1e-3 });
    expect(withPreset(form, 'short')).toMatchObject({ dataset: { kind: 'quickstart' }, settings: { engine: 'wasm' } });
    expect(scheduleOf(configOf(withPreset(form, 'short'), {})).epochs).toBe(1);
  });
});

describe('the schedule', () => {
  it.each([
    [
      { images: 128, batchSize: 2, steps: 2000, tasks: [] },
      { stepsPerEpoch: 64, epochs: 32 },
    ],
    [
      { images: 10, batchSize: 4, steps: 4, tasks: [] },
      { stepsPerEpoch: 2, epochs: 2 },
    ],
    [
      { images: 2, batchSize: 4, steps: 3, tasks: [] },
      { stepsPerEpoch: 1, epochs: 3 },
    ],
    [
      {
        ...{ images: 128, batchSize: 2, steps: 2000 },
        tasks: pretrainConfigSchema.shape.tasks.parse([{ dataset: folder, model: '/m' }]),
      },
      { stepsPerEpoch: 128, epochs: 16 },
    ],
  ])('of %j is %j', (config, schedule) => {
    expect(scheduleOf(config)).toEqual(schedule);
  });
});
