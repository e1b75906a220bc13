import { z } from 'zod';

/**
 * Figures recorded for each norm parameter tensor at a batch, and for all of them together (docs/generator.md has the equations).
 * Null where there is nothing to measure: a direction of length 0, a method without that part.
 */
export const layerMeasures = [
  'gradient',
  'update',
  'relativeUpdate',
  'effectiveRate',
  'saturation',
  'cosineDescent',
  'cosineAdam',
  'cosineSgd',
  'halvesCosine',
  'halvesSignal',
  'labelsGradient',
  'labelsUpdate',
  'memoryWeight',
  'memoryBias',
  'stepSizeLow',
  'stepSizeMedian',
  'stepSizeHigh',
  'reconstructionBefore',
  'reconstructionAfter',
] as const;
export type LayerMeasure = (typeof layerMeasures)[number];

const value = z.number().nullable();

/** Images of a batch of about the same entropy. */
const entropyGroupSchema = z.strictObject({
  images: z.int().positive(),
  /** Mean entropy of their predictions as a share of ln C. */
  entropy: z.number(),
  /** Cosine of the method's gradient over these images with that of their cross-entropy. */
  gradient: value,
  /** Cosine of the step that the method made, −Δθ, with the gradient of their cross-entropy. */
  update: value,
});
export type EntropyGroup = z.output<typeof entropyGroupSchema>;

/** The memory of one parameter after a batch, by the names of its parts. */
export const memorySampleSchema = z.strictObject({
  /** Where among all parameters its memory lies by its distance from the start, 0 to 1. */
  quantile: z.number().min(0).max(1),
  /** e.g. `blocks.3.norm1.weight[17]` */
  parameter: z.string(),
  memory: z.record(z.string(), z.array(z.number())),
});
export type MemorySample = z.output<typeof memorySampleSchema>;

/** Effect of one batch of a stream on the parameters. */
export const gradientRecordSchema = z.strictObject({
  /** Of the stream. */
  position: z.int().nonnegative(),
  batch: z.int().nonnegative(),
  /** Names of the norm parameter tensors, in the order of the model. */
  layers: z.array(z.string()),
  /** Of all parameters together. */
  whole: z.partialRecord(z.enum(layerMeasures), value),
  /** Of each tensor. */
  byLayer: z.partialRecord(z.enum(layerMeasures), z.array(value)),
  /** From the surest images to the least sure ones; empty for batches that are too small. */
  groups: z.array(entropyGroupSchema),
  /** Of a method with a memory per parameter. */
  memories: z.array(memorySampleSchema),
});
export type GradientRecord = z.output<typeof gradientRecordSchema>;
