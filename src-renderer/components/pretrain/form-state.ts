import { z } from 'zod';
import { pretrainConfigSchema, type PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import { datasetSchema, shiftSchema } from '../../../src-shared/run-config.ts';
import { allValues, changedValues, settingsOnPage, type OptionValues } from '../forms/option-values.ts';

/** What the user has entered on the page; `settings` holds only what differs from the defaults. */
export const pretrainFormSchema = z.strictObject({
  name: z.string(),
  dataset: datasetSchema,
  /** Images that the generators are compared on; those of a choice that was switched off are kept. */
  evaluation: datasetSchema,
  compares: z.boolean(),
  model: z.string(),
  /** What was said of that model when it was added. */
  reading: pretrainConfigSchema.shape.reading,
  shifts: z.array(shiftSchema),
  settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
});
export type PretrainForm = z.output<typeof pretrainFormSchema>;

/** Settings as fields, in groups as they stand on the page. */
export const settingGroups = {
  learning: ['images', 'batchSize', 'steps', 'lr', 'mggLr', 'lambda', 'normalisation', 'seed'],
  generator: ['generator', 'unroll', 'hiddenSize', 'heads', 'beta1', 'beta2'],
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
  return { ...embedded, name: '', shifts: paperShifts, settings: { evaluationLr: quickstartEvaluationLr } };
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
  return { ...rest, ...embedded, shifts: paperShifts, settings };
}

/** The configuration that a form asks for. Its values must be valid. */
export function configOf(form: PretrainForm, defaults: OptionValues): PretrainConfig {
  const { dataset, evaluation, compares, model, reading, shifts, settings } = form;
  return pretrainConfigSchema.parse({
    dataset,
    evaluation: compares ? evaluation : null,
    model,
    ...(reading ? { reading } : {}),
    shifts,
    ...allValues(allSpecs(defaults), settings),
  });
}

/** The form that asks for a configuration. */
export function formOf(config: PretrainConfig, name: string, defaults: OptionValues): PretrainForm {
  return {
    name,
    dataset: config.dataset,
    evaluation: config.evaluation ?? embedded.evaluation,
    compares: config.evaluation !== null,
    model: config.model,
    ...(config.reading ? { reading: config.reading } : {}),
    shifts: config.shifts,
    settings: changedValues(allSpecs(defaults), config),
  };
}

/** Steps of an epoch, and how many epochs there are, the last one perhaps shorter (docs/method.md §4). */
export function scheduleOf({ images, batchSize, steps }: Pick<PretrainConfig, 'images' | 'batchSize' | 'steps'>): {
  readonly stepsPerEpoch: number;
  readonly epochs: number;
} {
  const stepsPerEpoch = Math.max(1, Math.floor(images / batchSize));
  return { stepsPerEpoch, epochs: Math.ceil(steps / stepsPerEpoch) };
}
