import { z } from 'zod';
import { validationCorruptionNames } from './corruptions.ts';
import { normalisationChoices } from './normalisation.ts';
import { choiceOption, integerOption, labelled, numberOption } from './options.ts';
import { datasetSchema, runConfigSchema, shiftSchema } from './run-config.ts';

const { model, reading, normalisation, engine, threads } = runConfigSchema.shape;

/** Effect of a difference: another generator. */
const compare = { topic: 'method' } as const;

const shifts = z
  .array(shiftSchema)
  .min(1)
  .default(validationCorruptionNames.map((corruption) => ({ corruption, severity: 5 })));
const evaluation = labelled(datasetSchema.nullable().default(null), { label: 'Evaluation', compare });

/** Further tasks of a pre-training, beside its own data and model. */
const pretrainTaskSchema = z.strictObject({
  dataset: labelled(datasetSchema, { label: 'Dataset', compare }),
  evaluation,
  model,
  reading,
  /** Of its images; missing for that of the first task. Models trained with another one can learn together so. */
  normalisation: labelled(z.enum(normalisationChoices).exactOptional(), { label: 'Normalisation', compare }),
  shifts: labelled(shifts, { label: 'Corruptions', compare }),
  weight: numberOption({
    label: 'Weight',
    help: 'Factor of its loss; 1 for the first task.',
    default: 1,
    min: 0,
    exclusiveMin: true,
    compare,
  }),
});
export type PretrainTaskConfig = z.output<typeof pretrainTaskSchema>;

/** Everything about an MGG pre-training (docs/method.md §4); defaults are the paper's. */
export const pretrainConfigSchema = z.strictObject({
  dataset: labelled(datasetSchema, { label: 'Dataset', compare }),
  /** Images that the generators of all epochs are compared on; none of those learned from. Null for no evaluation. */
  evaluation,
  model,
  reading,
  normalisation,
  /** The corruptions whose images the generator learns from and is evaluated on. */
  shifts: labelled(shifts, { label: 'Corruptions', compare }),
  /** Further tasks that the same generator learns from, taking turns with the one above. */
  tasks: labelled(z.array(pretrainTaskSchema).default([]), { label: 'Further tasks', ofSettings: true, compare }),
  images: integerOption({
    label: 'Images',
    symbol: 'N',
    help: 'Unlabelled corrupted images for training.',
    default: 128,
    min: 2,
    compare,
  }),
  batchSize: integerOption({ label: 'Batch size', help: 'Images per step.', default: 2, min: 2, limit: 4096, compare }),
  steps: integerOption({
    label: 'Steps',
    symbol: 'T',
    help: 'Total steps over all epochs.',
    default: 2000,
    min: 1,
    compare,
  }),
  lr: numberOption({
    label: 'Learning rate of θ',
    help: 'Bound of the change of a parameter per step.',
    default: 1e-4,
    min: 0,
    exclusiveMin: true,
    compare,
  }),
  mggLr: numberOption({
    label: 'Learning rate of the MGG',
    help: 'Step size of Adam on the weights of the generator.',
    default: 1e-2,
    min: 0,
    exclusiveMin: true,
    compare,
  }),
  lambda: numberOption({
    label: 'Discrepancy weight',
    symbol: 'λ',
    help: 'Weight of the distance between batch and source statistics.',
    default: 0.4,
    min: 0,
    compare,
  }),
  beta1: numberOption({
    label: 'Momentum decay',
    symbol: 'β₁',
    help: 'Decay of a running average of the gradient features; closer to 1 means a longer memory.',
    default: 0.9,
    min: 0,
    max: 0.99999,
    compare,
  }),
  beta2: numberOption({
    label: 'Squared gradient decay',
    symbol: 'β₂',
    help: 'Decay of a running average of the gradient features; closer to 1 means a longer memory.',
    default: 0.99,
    min: 0,
    max: 0.99999,
    compare,
  }),
  generator: choiceOption({
    label: 'Generator',
    help: "Memory of past gradients: the paper's gradient memory layer (gml) or an LSTM (lstm).",
    choices: ['gml', 'lstm'],
    default: 'gml',
    compare,
  }),
  unroll: integerOption({
    label: 'Unroll',
    help: 'Updates through which the gradient of a loss flows back; 0 means 1 for gml and 10 for lstm, as in the paper.',
    default: 0,
    min: 0,
    limit: 100,
    compare,
  }),
  gradient: choiceOption({
    label: 'Gradient',
    help: 'How the generator learns: backprop through the updates before a loss, or pes, persistent evolution strategies, with an unroll of any length.',
    choices: ['backprop', 'pes'],
    default: 'backprop',
    compare,
  }),
  pesSigma: numberOption({
    label: 'Perturbation',
    symbol: 'σ',
    help: 'Standard deviation of the perturbation of the generator’s weights in pes.',
    default: 0.01,
    min: 0,
    exclusiveMin: true,
    compare,
  }),
  pesPairs: integerOption({
    label: 'Pairs',
    help: 'Antithetic pairs of perturbations in pes; each costs two passes per step.',
    default: 4,
    min: 1,
    limit: 1024,
    compare,
  }),
  hiddenSize: integerOption({
    label: 'Hidden size',
    symbol: 'f',
    help: 'Size of a head, or of the LSTM.',
    default: 8,
    min: 1,
    limit: 1024,
    compare,
  }),
  heads: integerOption({
    label: 'Heads',
    symbol: 'h',
    help: 'Heads of the memory layer; an LSTM has one.',
    default: 1,
    min: 1,
    limit: 64,
    compare,
  }),
  seed: integerOption({
    label: 'Seed',
    help: 'Random seed of image selection, order and initial weights.',
    default: 2020,
    min: 0,
    compare,
  }),
  sourceImages: runConfigSchema.shape.sourceImages,
  evaluationImages: integerOption({
    label: 'Evaluation images',
    help: 'Images per corruption for the evaluation after each epoch.',
    default: 500,
    min: 2,
    compare,
  }),
  evaluationBatchSize: integerOption({
    label: 'Evaluation batch size',
    help: 'Images per batch in the evaluation.',
    default: 64,
    min: 2,
    limit: 4096,
    compare,
  }),
  evaluationLr: numberOption({
    label: 'Evaluation learning rate',
    help: 'Learning rate of MGTTA in the evaluation.',
    default: 1e-3,
    min: 0,
    exclusiveMin: true,
    compare,
  }),
  /** File that the generator is written to, for PyTorch if its name ends in `.pth`; null for one in the lab's own folder. */
  output: labelled(z.string().min(1).nullable().default(null), { label: 'Output', compare: { topic: 'computer' } }),
  engine,
  threads,
});
export type PretrainConfig = z.output<typeof pretrainConfigSchema>;
export type PretrainConfigInput = z.input<typeof pretrainConfigSchema>;
