import { z } from 'zod';
import { shiftSchema } from '../run-config.ts';
import { query } from './call.ts';

const count = z.int().nonnegative();
const probability = z.number();

/** `gained`: wrong in the other run and right in this one; `lost`: the reverse. */
export const imageKinds = ['all', 'right', 'wrong', 'gained', 'lost'] as const;
export type ImageKind = (typeof imageKinds)[number];

/** In the order of the stream, or by −ln p of the right class, or by confidence, from the highest down. */
export const imageOrders = ['stream', 'hardest', 'surest'] as const;
export type ImageOrder = (typeof imageOrders)[number];

/** Which images of a run are asked for; null leaves a condition out. */
const imageFilterSchema = z.strictObject({
  kind: z.enum(imageKinds),
  /** A shift that the images come under, e.g. `fog/5`. */
  shift: z.string().nullable(),
  label: count.nullable(),
  prediction: count.nullable(),
  /** Whether the method gave it a share in its update; of a method that gives all of them one no image is selected. */
  selected: z.boolean().nullable(),
  /** Bounds of the confidence, both included. */
  from: z.number().min(0).max(1),
  to: z.number().min(0).max(1),
  order: z.enum(imageOrders),
});
export type ImageFilter = z.output<typeof imageFilterSchema>;

/** One image as a run met it. */
const seenImageSchema = z.strictObject({
  /** In the dataset. */
  index: count,
  shift: shiftSchema,
  /** The stream, and the place in it among the images that could be read. */
  stream: z.string(),
  place: count,
  label: count,
  prediction: count,
  confidence: probability,
  nll: z.number(),
  entropy: z.number(),
  /** Classes predicted before the right one. */
  rank: count,
  /** The factor of its loss in the update, 0 for one left out; null for a method that neither selects nor weighs images. */
  weight: z.number().nullable(),
  /** Prediction of the other run; null where there is none, or it has not met the image. */
  other: z.strictObject({ prediction: count, confidence: probability }).nullable(),
});
export type SeenImage = z.output<typeof seenImageSchema>;

const imagePageSchema = z.strictObject({
  /** How many there are of each kind, whatever kind is asked for; the other conditions hold. */
  counts: z.record(z.enum(imageKinds), count),
  /** Whether the method selects or weighs images. */
  weighed: z.boolean(),
  /** Of the kind asked for. */
  images: z.array(seenImageSchema),
});
export type ImagePage = z.output<typeof imagePageSchema>;

const imageFiguresSchema = z.strictObject({
  images: count,
  /** The shifts that images come under. */
  shifts: z.array(z.string()),
  /** Names of the classes by label; null where the dataset is not there any more. */
  classNames: z.array(z.string()).nullable(),
  /** The bins behind the calibration error: (i/15, (i+1)/15]. */
  bins: z.array(z.strictObject({ count, correct: count, confidence: z.number() })),
  /** Share of errors among the most confident images, by how many are taken. */
  riskCoverage: z.strictObject({ coverage: z.array(z.number()), risk: z.array(z.number()), area: z.number() }),
  /** Each shift that images come under, also within one mixed stream; of all images whatever shift is asked for. */
  byShift: z.array(z.strictObject({ shift: z.string(), images: count, correct: count })),
  /** The images that the method gave a share in its updates; null for one that neither selects nor weighs images. */
  selected: z.strictObject({ images: count, correct: count }).nullable(),
  /** Every class that occurs, by label. */
  classes: z.array(z.strictObject({ label: count, images: count, correct: count })),
  /** Labels and what they were taken for, the most frequent first; right predictions are not among them. */
  confusions: z.array(z.strictObject({ label: count, prediction: count, images: count })),
});
export type ImageFigures = z.output<typeof imageFiguresSchema>;

export const imageCalls = {
  /**
   * Images of a run, some of those that a filter asks for. `against` is another run on the same images, which flips are counted
   * against. Errors: `not-found`, `bad-input` (no records of images are kept, or none in common).
   */
  listImages: query(
    z.strictObject({
      id: z.string().min(1),
      against: z.string().min(1).nullable(),
      filter: imageFilterSchema,
      offset: count,
      limit: z.int().min(1).max(200),
    }),
    imagePageSchema,
  ),
  /** Calibration, classes and confusions of a run's images, under one shift or all. Errors: `not-found`, `bad-input` (no records). */
  getImageFigures: query(z.strictObject({ id: z.string().min(1), shift: z.string().nullable() }), imageFiguresSchema),
};
