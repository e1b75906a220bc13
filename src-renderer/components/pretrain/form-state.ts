import { z } from 'zod';
import { normalisationChoices } from '../../../src-shared/normalisation.ts';
import { pretrainConfigSchema, type PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import { datasetSchema, shiftSchema } from '../../../src-shared/run-config.ts';
import { allValues, changedValues, settingsOnPage, type OptionValues } from '../forms/option-values.ts';

/** Training data of a generator, as on the page. */
const learnedSchema = z.strictObject({
  dataset: datasetSchema,
  /** Images that the generators are compared on; those of a choice that was switched off are kept. */
  evaluation: datasetSchema,
  compares: z.boolean(),
  model: z.string(),
  /** Answers about that model from when it was added. */
  reading: pretrainConfigSchema.shape.reading,
  shifts: z.array(shiftSchema),
});
export type LearnedForm = z.output<typeof learnedSchema>;

const taskFormSchema = learnedSchema.extend({
  weight: z.number(),
  normalisation: z.enum(normalisationChoices).exactOptional(),
});
export type TaskForm = z.output<typeof taskFormSchema>;

/** The user's input on the page; `settings` holds only differences from the defaults. */
export const pretrainFormSchema = learnedSchema.extend({
  name: z.string(),
  tasks: z.array(taskFormSchema).default([]),
  settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
});
export type PretrainForm = z.output<typeof pretrainFormSchema>;

/** Settings as fields, in groups as they stand on the page. */
export const settingGroups = {
  learning: ['images', 'batchSize', 'steps', 'lr', 'mggLr', 'lambda', 'normalisation', 'seed'],
  generator: ['generator', 'unroll', 'hiddenSize', 'heads', 'beta1', 'beta2', 'gradient', 'pesSigma', 'pesPairs'],
  evaluation: ['evaluationImages', 'evaluationBatchSize', 'evaluationLr'],
  compute: ['sourceImages', 'engine', 'threads'],
} as const;

export const allSpecs = settingsOnPage(pretrainConfigSchema, settingGroups);

const paperShifts = pretrainConfigSchema.shape.shifts.parse(undefined);

/** Learning rate of the comparison on the embedded data: the best one of FOA-Adam, whose steps are of the same size. */
const quickstartEvaluationLr = 0.01;

const embedded = {
  dataset: { kind: 'quickstart', split: 'train' },
  evaluation: { kind: 'quickstart', split: 'validation' },
  compares: true,
  model: 'quickstart',
} as const;

/** The embedded data with the schedule of the paper, as the lab's own generator was trained. */
export function emptyForm(): PretrainForm {
  return { ...embedded, name: '', shifts: paperShifts, tasks: [], settings: { evaluationLr: quickstartEvaluationLr } };
}

export const presetIds = ['short', 'quickstart', 'paper'] as const;
export type PresetId = (typeof presetIds)[number];

/** The form as a preset fills it in; what computes stays as it is, and with `paper` also data and model. */
export function withPreset(form: PretrainForm, preset: PresetId): PretrainForm {
  const kept = Object.fromEntries(
    Object.entries(form.settings).filter(([name]) => name === 'engine' || name === 'threads'),
  );
  if (preset === 'paper') return { ...form, compares: true, shifts: paperShifts, settings: kept };
  const short = { steps: 64, evaluationImages: 100 };
  const settings = { ...kept, ...(preset === 'short' ? short : {}), evaluationLr: quickstartEvaluationLr };
  const { reading: _ofAnother, ...rest } = form;
  return { ...rest, ...embedded, shifts: paperShifts, tasks: [], settings };
}

/** A further task to begin with: like the first one, with its own copy of everything. */
export function nextTask({ dataset, evaluation, compares, model, reading, shifts }: PretrainForm): TaskForm {
  return { dataset, evaluation, compares, model, ...(reading ? { reading } : {}), shifts: [...shifts], weight: 1 };
}

/** Fields that only further tasks have, in forms and configurations alike. */
const ownOf = ({ weight, normalisation }: Pick<TaskForm, 'weight' | 'normalisation'>) => ({
  weight,
  ...(normalisation === undefined ? {} : { normalisation }),
});

/** Training data that a form asks for. */
const learnedOf = ({ dataset, evaluation, compares, model, reading, shifts }: LearnedForm) => ({
  dataset,
  evaluation: compares ? evaluation : null,
  model,
  ...(reading ? { reading } : {}),
  shifts,
});

/** The form that asks for it. */
const learnedFormOf = ({
  dataset,
  evaluation,
  model,
  reading,
  shifts,
}: Pick<PretrainConfig, keyof ReturnType<typeof learnedOf>>): LearnedForm => ({
  dataset,
  evaluation: evaluation ?? embedded.evaluation,
  compares: evaluation !== null,
  model,
  ...(reading ? { reading } : {}),
  shifts,
});

/** The configuration that a form asks for. Its values must be valid. */
export function configOf(form: PretrainForm, defaults: OptionValues): PretrainConfig {
  return pretrainConfigSchema.parse({
    ...learnedOf(form),
    tasks: form.tasks.map((task) => ({ ...learnedOf(task), ...ownOf(task) })),
    ...allValues(allSpecs(defaults), form.settings),
  });
}

/** The form that asks for a configuration. */
export function formOf(config: PretrainConfig, name: string, defaults: OptionValues): PretrainForm {
  return {
    ...learnedFormOf(config),
    name,
    tasks: config.tasks.map((task) => ({ ...learnedFormOf(task), ...ownOf(task) })),
    settings: changedValues(allSpecs(defaults), config),
  };
}
