import { z } from 'zod';
import { modelReadingSchema } from './model-reading.ts';
import { normalisationChoices } from './normalisation.ts';
import { choiceOption, integerOption, labelled } from './options.ts';
import { precisionShape } from './precision.ts';
import { drawnShape, paceShape, resetShape, streamShape } from './stream-settings.ts';

/** The highest severity that the folder of a stored shift is read as. */
export const mostSevere = 1000;

/** 1–5 for the lab's corruptions, the folder's name for stored images; 0 for clean images and shifts without severities. */
export const severitySchema = z.int().min(0).max(mostSevere);

/** A stream of images under one corruption, or clean ones, or an image folder as it is. */
export const shiftSchema = z.strictObject({
  /** A corruption's name, `clean` for images as they are, or a folder of stored images, below the dataset's. */
  corruption: z.string().min(1),
  severity: severitySchema,
});
export type Shift = z.output<typeof shiftSchema>;

/** `imagenet` is the validation set of ImageNet-1k, `imagenet-classes` any other set of its classes. */
export const benchmarkSchema = z.enum([
  'imagenet-c',
  'imagenet-r',
  'imagenet-sketch',
  'imagenet-a',
  'imagenet-v2',
  'imagenet',
  'imagenet-classes',
]);
export type Benchmark = z.output<typeof benchmarkSchema>;

const otherDataset = {
  topic: 'protocol',
  warning: 'They were tested on different datasets.',
  settledBy: 'streams',
} as const;

const datasetKind = <const Kind extends string>(kind: Kind): z.ZodLiteral<Kind> =>
  labelled(z.literal(kind), { label: 'Dataset', compare: otherDataset });

export const datasetSchema = z.discriminatedUnion('kind', [
  /** The data embedded in the lab. `split` is `test` for reported numbers; the others serve choices made before. */
  z.strictObject({
    kind: datasetKind('quickstart'),
    split: labelled(z.enum(['test', 'validation', 'train']).default('test'), { label: 'Split', compare: otherDataset }),
  }),
  z.strictObject({
    kind: datasetKind('folder'),
    /** `<path>/<class>/<image>`; `<path>/<shift>[/<severity>]/<class>/<image>` with `corrupted` or `domains`. */
    path: labelled(z.string().min(1), {
      label: 'Folder',
      compare: { topic: 'protocol', warning: 'They were tested on images of different folders.', otherImages: true },
    }),
    /** Folder of clean images for the source statistics, in the same layout; never images that are tested on. */
    source: labelled(z.string().min(1).exactOptional(), {
      label: 'Source folder',
      compare: { topic: 'protocol', warning: 'They were given source images of different folders.' },
    }),
    /** The published benchmark that the folder holds: says which classes it has, and which published values fit. */
    benchmark: labelled(benchmarkSchema.exactOptional(), {
      label: 'Benchmark',
      compare: {
        topic: 'protocol',
        warning: 'Their images were labelled by the classes of different benchmarks.',
        settledBy: 'streams',
      },
    }),
    /** The folder holds the same images under each shift, as ImageNet-C does; else the lab corrupts clean ones. */
    corrupted: labelled(z.literal(true).exactOptional(), {
      label: 'Stored shifts',
      compare: {
        topic: 'protocol',
        warning: 'Some were tested on images that were stored corrupted, others on images that the lab corrupted.',
        settledBy: 'streams',
      },
    }),
    /** The folder holds other images in each domain, as DomainNet does: a domain is a shift. */
    domains: labelled(z.literal(true).exactOptional(), {
      label: 'Domains',
      compare: {
        topic: 'protocol',
        warning: 'Some were tested on domains with images of their own, others on the same images under each shift.',
        settledBy: 'streams',
      },
    }),
  }),
]);
export type DatasetConfig = z.output<typeof datasetSchema>;

/** Whether a dataset has its shifts in folders; else the lab makes them. */
export const storesShifts = (dataset: DatasetConfig): boolean =>
  dataset.kind === 'folder' && (dataset.corrupted === true || dataset.domains === true);

const engineChoices = ['auto', 'onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tensorflow', 'wasm'] as const;

/** Meaning of `auto`, for those who choose an engine. */
export const autoEngineText = 'the one that was measured to be the fastest here; onnx-cpu where no GPU can be used';

/** Treatment of a batch that would bring numbers that are not finite into the state. */
const nonFinitePolicies = ['skip', 'stop'] as const;
export type NonFinitePolicy = (typeof nonFinitePolicies)[number];

/** Everything about how a run is done; stored with it. `identityOf` selects what of it decides the numbers. */
export const runConfigSchema = z.strictObject({
  dataset: labelled(datasetSchema, { label: 'Dataset', compare: otherDataset }),
  /** Path of a checkpoint (safetensors or PyTorch), or the name of an embedded one, such as `quickstart`. */
  model: labelled(z.string().min(1), {
    label: 'Model',
    compare: { topic: 'protocol', warning: 'They started from different source models.', settledBy: 'modelHash' },
  }),
  /** The user's answers about a model whose file leaves its arithmetic open. */
  reading: labelled(modelReadingSchema.exactOptional(), {
    label: 'Model read with',
    compare: {
      topic: 'protocol',
      warning: 'Their source models computed with other heads, LayerNorm eps, activation, pooling or weights.',
      settledBy: 'arithmetic',
    },
  }),
  method: labelled(z.string().min(1), { label: 'Method', compare: { topic: 'method' } }),
  /** Path of an MGG checkpoint, or the name of an embedded one, such as `quickstart`; null where the method needs none. */
  mgg: labelled(z.string().min(1).nullable().default(null), { label: 'MGG', compare: { topic: 'method' } }),
  /** The method's options; validated against its schema. */
  options: labelled(z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}), {
    label: 'Options',
    compare: { topic: 'method' },
  }),
  shifts: labelled(z.array(shiftSchema).min(1), {
    label: 'Corruptions',
    compare: {
      topic: 'protocol',
      warning: 'They were tested under different corruptions or severities.',
      settledBy: 'streams',
    },
  }),
  ...streamShape,
  ...resetShape,
  images: labelled(z.int().positive().nullable().default(null), {
    label: 'Images per shift',
    help: 'Drawn from the dataset by the seed.',
    nullMeans: 'all',
    group: 'stream',
    suggestion: 1000,
    compare: { topic: 'protocol', warning: 'They saw different numbers of images.', settledBy: 'streams' },
  }),
  normalisation: choiceOption({
    label: 'Normalisation',
    help: "Mean and std of the images. half: 0.5, as the reference. imagenet: ImageNet's. model: what the checkpoint says.",
    choices: normalisationChoices,
    default: 'half',
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'Their images were resized, cropped or normalised differently.',
      settledBy: 'preprocessing',
    },
  }),
  batchSize: integerOption({
    label: 'Batch size',
    help: 'Images per step.',
    default: 64,
    min: 1,
    limit: 4096,
    group: 'stream',
    compare: { topic: 'protocol', warning: 'They ran with different batch sizes.' },
  }),
  ...paceShape,
  seed: integerOption({
    label: 'Seed',
    help: 'Random seed of image selection, order and noise.',
    default: 2020,
    min: 0,
    compare: {
      topic: 'protocol',
      warning: 'They ran with different seeds, so they saw other images or another order.',
    },
  }),
  sourceImages: labelled(z.int().min(2).nullable().default(64), {
    label: 'Source images',
    help: 'Clean in-distribution images for the source statistics.',
    nullMeans: 'all',
    group: 'advanced',
    suggestion: 64,
    compare: { topic: 'protocol', warning: 'They were given different numbers of source images.' },
  }),
  budgetBatches: labelled(z.int().nonnegative().nullable().default(null), {
    label: 'Adaptation budget (batches)',
    symbol: 'u_max',
    help: 'Adapt on this many batches of each stream, then only predict.',
    nullMeans: 'no limit',
    group: 'advanced',
    suggestion: 20,
    compare: { topic: 'protocol', warning: 'They were allowed to adapt in different numbers of batches per stream.' },
  }),
  budgetSeconds: labelled(z.number().nonnegative().nullable().default(null), {
    label: 'Adaptation budget (time)',
    unit: 's',
    help: 'Adapt for this many seconds in each stream, then only predict.',
    nullMeans: 'no limit',
    group: 'advanced',
    suggestion: 10,
    compare: { topic: 'protocol', warning: 'They were given different times to adapt per stream.' },
  }),
  /** Class indices that count; null for all. */
  classMask: labelled(z.array(z.int().nonnegative()).nonempty().nullable().default(null), {
    label: 'Class mask',
    nullMeans: 'none',
    isSet: true,
    compare: { topic: 'protocol', warning: 'They chose among different classes.' },
  }),
  onNonFinite: choiceOption({
    label: 'NaN/Inf handling',
    help: 'skip: a batch that would make the state NaN or infinite is predicted, not adapted to, and logged. stop: the run ends.',
    choices: nonFinitePolicies,
    default: 'skip',
    group: 'advanced',
    compare: {
      topic: 'protocol',
      warning: 'At a batch that would bring NaN or infinity, some continue without adapting to it, others end.',
    },
  }),
  cleanImages: labelled(z.int().positive().nullable().default(null), {
    label: 'Images for forgetting',
    help: 'Clean images predicted without adapting after each stream, to measure forgetting.',
    nullMeans: 'none',
    group: 'advanced',
    suggestion: 1000,
    compare: { topic: 'computer' },
  }),
  unlabelledImages: labelled(z.int().positive().nullable().default(null), {
    label: 'Images for selection',
    help: 'Images of each stream predicted again after it, as they are and mirrored, for metrics that choose settings without labels: consistency and neighbourhood density. Two passes each.',
    nullMeans: 'none',
    group: 'advanced',
    suggestion: 1000,
    compare: { topic: 'computer' },
  }),
  imageRecords: choiceOption({
    label: 'Records of images',
    help: 'Stores the prediction for each image (32 bytes), for flips, tests of differences and more metrics. auto: up to a million images.',
    choices: ['auto', 'keep', 'drop'],
    default: 'auto',
    group: 'advanced',
    compare: { topic: 'computer' },
  }),
  gradientRecords: labelled(z.int().positive().nullable().default(null), {
    label: 'Records of gradients',
    unit: 'batches',
    help: 'Records gradients, updates and memory by layer, and the reliability of gradients, for every n-th batch of a stream. Each record takes about as long as four batches.',
    nullMeans: 'none',
    group: 'advanced',
    suggestion: 10,
    compare: { topic: 'computer' },
  }),
  engine: choiceOption({
    label: 'Engine',
    help: `Compute backend. auto: ${autoEngineText}.`,
    choices: engineChoices,
    default: 'auto',
    group: 'compute',
    compare: { topic: 'computer' },
  }),
  ...precisionShape,
  threads: integerOption({
    label: 'CPU threads',
    help: 'Threads of the engine, at most the hardware threads of this computer; 0 lets the engine decide.',
    default: 0,
    min: 0,
    limit: 1024,
    group: 'compute',
    compare: { topic: 'computer' },
  }),
  checkpointEvery: integerOption({
    label: 'Checkpoint every',
    unit: 'batches',
    help: 'An interrupted run resumes from its last checkpoint, with the same results.',
    default: 10,
    min: 1,
    group: 'advanced',
    compare: { topic: 'computer' },
  }),
});
export type RunConfig = z.output<typeof runConfigSchema>;
export type RunConfigInput = z.input<typeof runConfigSchema>;

/** The protocol: settings of an experiment other than method, data, model and computer. */
export const runProtocolSchema = runConfigSchema
  .pick({ shifts: true, images: true, batchSize: true })
  .extend({ ...paceShape, ...streamShape, ...resetShape })
  .extend(runConfigSchema.pick({ sourceImages: true, budgetBatches: true, budgetSeconds: true }).shape);

/** Settings of a run that change what its streams consist of, besides shifts, number of images and seed. */
export const streamSettingsSchema = z.strictObject(drawnShape);
export type StreamSettings = z.output<typeof streamSettingsSchema>;
