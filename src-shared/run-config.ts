import { z } from 'zod';
import { normalisationChoices } from './normalisation.ts';
import { choiceOption, integerOption, labelled } from './options.ts';

/** A stream of images under one corruption, or clean ones, or an image folder as it is. */
export const shiftSchema = z.strictObject({
  /** A corruption's name, or `clean` for images as they are. */
  corruption: z.string().min(1),
  /** 1–5; 0 for clean images. */
  severity: z.int().min(0).max(5),
});
export type Shift = z.output<typeof shiftSchema>;

/** `imagenet` is the validation set of ImageNet-1k. */
export const benchmarkSchema = z.enum(['imagenet-c', 'imagenet-r', 'imagenet-sketch', 'imagenet-a', 'imagenet']);
export type Benchmark = z.output<typeof benchmarkSchema>;

export const datasetSchema = z.discriminatedUnion('kind', [
  /** The data embedded in the lab. `split` is `test` for reported numbers; the others serve choices made before. */
  z.strictObject({ kind: z.literal('quickstart'), split: z.enum(['test', 'validation', 'train']).default('test') }),
  z.strictObject({
    kind: z.literal('folder'),
    /** `<path>/<class>/<image>`, or `<path>/<corruption>/<severity>/<class>/<image>` with `corrupted`. */
    path: z.string().min(1),
    /** Folder of clean images for the source statistics, in the same layout; never images that are tested on. */
    source: z.string().min(1).exactOptional(),
    /** The published benchmark that the folder holds: says which classes it has, and which published values fit. */
    benchmark: benchmarkSchema.exactOptional(),
    /** The folder holds corrupted images, as ImageNet-C does; else the lab corrupts clean ones. */
    corrupted: z.literal(true).exactOptional(),
  }),
]);
export type DatasetConfig = z.output<typeof datasetSchema>;

const engineChoices = ['auto', 'onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tensorflow', 'wasm'] as const;

/** What happens to a batch that would bring numbers that are not finite into the state. */
const nonFinitePolicies = ['skip', 'stop'] as const;
export type NonFinitePolicy = (typeof nonFinitePolicies)[number];

/** Everything that decides the numbers of a run; stored with it, hashed to recognise the same run again. */
export const runConfigSchema = z.strictObject({
  dataset: datasetSchema,
  /** Path of a checkpoint (safetensors or PyTorch), or `quickstart` for the embedded one. */
  model: z.string().min(1),
  /** Path of an MGG checkpoint, `quickstart` for the embedded one, null where the method needs none. */
  mgg: z.string().min(1).nullable().default(null),
  method: z.string().min(1),
  /** The method's options; validated against its schema. */
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  shifts: z.array(shiftSchema).min(1),
  order: choiceOption({
    label: 'Order',
    help: 'separate: one stream per shift. mixed: all shifts shuffled into one stream.',
    choices: ['separate', 'mixed'],
    default: 'separate',
  }),
  imbalanceRatio: labelled(z.number().min(1).max(1e9).nullable().default(null), {
    label: 'Imbalance ratio',
    symbol: 'γ',
    help: 'Label shift within a stream: classes take turns, each γ times as likely as any other in its turn.',
    nullMeans: 'none',
  }),
  policy: choiceOption({
    label: 'Between streams',
    help: 'reset: each stream starts from the source model. continual: the adapted state is carried over.',
    choices: ['reset', 'continual'],
    default: 'reset',
  }),
  images: labelled(z.int().positive().nullable().default(null), {
    label: 'Images per shift',
    help: 'Drawn from the dataset by the seed.',
    nullMeans: 'all',
  }),
  normalisation: choiceOption({
    label: 'Normalisation',
    help: "Mean and std of the images. half: 0.5, as the reference. imagenet: ImageNet's. model: what the checkpoint says.",
    choices: normalisationChoices,
    default: 'half',
  }),
  batchSize: integerOption({ label: 'Batch size', help: 'Images per step.', default: 64, min: 1 }),
  seed: integerOption({
    label: 'Seed',
    help: 'Random seed of image selection, order and noise.',
    default: 2020,
    min: 0,
  }),
  sourceImages: labelled(z.int().min(2).nullable().default(64), {
    label: 'Source images',
    help: 'Clean in-distribution images for the source statistics.',
    nullMeans: 'all',
  }),
  budgetBatches: labelled(z.int().nonnegative().nullable().default(null), {
    label: 'Adaptation budget (batches)',
    symbol: 'u_max',
    help: 'Adapt on this many batches of each stream, then only predict.',
    nullMeans: 'no limit',
  }),
  budgetSeconds: labelled(z.number().nonnegative().nullable().default(null), {
    label: 'Adaptation budget (time)',
    unit: 's',
    help: 'Adapt for this many seconds in each stream, then only predict.',
    nullMeans: 'no limit',
  }),
  /** Class indices that count; null for all. */
  classMask: z.array(z.int().nonnegative()).nonempty().nullable().default(null),
  onNonFinite: choiceOption({
    label: 'NaN/Inf handling',
    help: 'skip: a batch that would make the state NaN or infinite is predicted, not adapted to, and logged. stop: the run ends.',
    choices: nonFinitePolicies,
    default: 'skip',
  }),
  engine: choiceOption({
    label: 'Engine',
    help: 'What computes; auto takes the fastest one found on this computer.',
    choices: engineChoices,
    default: 'auto',
  }),
  threads: integerOption({
    label: 'CPU threads',
    help: 'Threads of the engine; 0 lets the engine decide.',
    default: 0,
    min: 0,
  }),
  checkpointEvery: integerOption({
    label: 'Checkpoint every',
    unit: 'batches',
    help: 'An interrupted run resumes from its last checkpoint, with the same results.',
    default: 10,
    min: 1,
  }),
});
export type RunConfig = z.output<typeof runConfigSchema>;
export type RunConfigInput = z.input<typeof runConfigSchema>;
