import { z } from 'zod';
import { benchmarkSchema, datasetSchema, shiftSchema } from '../run-config.ts';
import { mggFormats } from '../mgg-formats.ts';
import { modelContentsSchema, modelPartSchema, modelReadingSchema } from '../model-reading.ts';
import { normalisationSchema } from '../normalisation.ts';
import { command, query } from './call.ts';
import { binaryFileSchema, done, idInput, nothing, pictureSchema } from './common.ts';
import { checkpointIdSchema, recognitionSchema } from '../published/checkpoints.ts';

/** Images of each shift by its name, where each has images of its own. */
const perShift = z.record(z.string(), z.int().nonnegative());

/** A dataset that experiments can choose. The embedded one has the id `quickstart` and cannot be removed. */
const datasetRecordSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** The dataset as it goes into a run's configuration. */
  config: datasetSchema,
  builtIn: z.boolean(),
  /** Images and classes at its last inspection. */
  images: z.int().nonnegative(),
  classes: z.int().nonnegative(),
  /** Shifts that it holds images of; none where the lab corrupts clean ones. */
  stored: z.array(shiftSchema),
  perShift,
  /** Why it can't be used now, e.g. that its folder is gone; null when it can. */
  problem: z.string().nullable(),
});
export type DatasetRecord = z.output<typeof datasetRecordSchema>;

/** Findings in a folder, good or bad. */
export const folderReportSchema = z.strictObject({
  path: z.string(),
  usable: z.boolean(),
  images: z.int().nonnegative(),
  /** Those with images; `title` is what a class of ImageNet is called, whose folder is named by its WordNet id. */
  classes: z.array(
    z.strictObject({ name: z.string(), title: z.string().exactOptional(), images: z.int().nonnegative() }),
  ),
  /** In the order of importance; `error` makes the folder unusable. */
  findings: z.array(
    z.strictObject({
      level: z.enum(['error', 'warning', 'info']),
      message: z.string(),
      hint: z.string().exactOptional(),
    }),
  ),
  /** Shifts that the folder holds images of, as ImageNet-C does; empty for a folder of clean images. */
  stored: z.array(shiftSchema),
  /** Whether each of them has images of its own. */
  domains: z.boolean(),
  perShift,
  /** Other folders near by that look right, best first. */
  suggestions: z.array(z.string()),
  /** The published benchmark that the findings compare with; null for none. */
  benchmark: benchmarkSchema.nullable(),
  /** The published benchmark that the folder looks like, and why, as the end of a sentence; null for none. */
  recognised: z.strictObject({ benchmark: benchmarkSchema, reason: z.string() }).nullable(),
  /** False when there is more to count, in a folder that is large or has many shifts: `thorough` counts all. */
  complete: z.boolean(),
});
export type FolderReport = z.output<typeof folderReportSchema>;

const sampleSchema = z.strictObject({
  index: z.int().nonnegative(),
  className: z.string(),
  /** Name of a class of ImageNet by the WordNet id of its folder. */
  classTitle: z.string().exactOptional(),
  /** Null for an image that can't be read; `problem` then says why. */
  picture: pictureSchema.nullable(),
  problem: z.string().nullable(),
});
export type Sample = z.output<typeof sampleSchema>;

/** An entry of a folder that the user looks for a dataset or checkpoint in. */
const folderEntrySchema = z.strictObject({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  /** Bytes of a file. */
  size: z.int().nonnegative().exactOptional(),
});

const folderListingSchema = z.strictObject({
  /** Null where the roots themselves are listed. */
  path: z.string().nullable(),
  /** The folder above; null at a root, above which are the roots. */
  parent: z.string().nullable(),
  entries: z.array(folderEntrySchema),
  /** True when there are more entries than are shown. */
  truncated: z.boolean(),
});
export type FolderListing = z.output<typeof folderListingSchema>;

/** How a source model does on clean images, without adaptation. */
const cleanAccuracySchema = z.strictObject({
  /** Fraction. */
  accuracy: z.number(),
  images: z.int().positive(),
  /** Folder, or name of the embedded data. */
  dataset: z.string(),
  runId: z.string(),
});
export type CleanAccuracy = z.output<typeof cleanAccuracySchema>;

/** Model that a checkpoint would be read as. */
const modelDescriptionSchema = z.strictObject({
  architecture: z.string(),
  classes: z.int().nonnegative(),
  imageSize: z.int().nonnegative(),
  /** Its arithmetic, with the source of each part. */
  parts: z.array(modelPartSchema).readonly(),
  /** Numbers in all, and those that are adapted. */
  parameters: z.int().nonnegative(),
  adapted: z.int().nonnegative(),
  contents: modelContentsSchema,
});
export type ModelDescription = z.output<typeof modelDescriptionSchema>;

/** A source model that experiments can choose. The embedded one has the id `quickstart`. */
const modelRecordSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Value in a run's configuration: a path, or `quickstart`. */
  model: z.string(),
  /** The user's answers about it; part of a run's configuration, too. */
  reading: modelReadingSchema.exactOptional(),
  builtIn: z.boolean(),
  architecture: z.string(),
  parameters: z.int().nonnegative(),
  /** Numbers that are adapted: weights and biases of the norm layers. */
  adapted: z.int().nonnegative(),
  classes: z.int().nonnegative(),
  imageSize: z.int().nonnegative(),
  /** How the images were normalised that it was trained on; null where its checkpoint doesn't say. */
  normalisation: normalisationSchema.nullable(),
  /** Parts that decide its arithmetic, and how each is known; empty with a problem. */
  parts: z.array(modelPartSchema).readonly(),
  /** Of a finished run; null where it was not measured. */
  cleanAccuracy: cleanAccuracySchema.nullable(),
  hash: z.string(),
  /** Which published checkpoint it is, and how that is known; null for any other model, as far as anybody knows. */
  checkpoint: recognitionSchema.nullable(),
  problem: z.string().nullable(),
});
export type ModelRecord = z.output<typeof modelRecordSchema>;

/** A meta gradient generator that experiments can choose. */
const mggRecordSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Value in a run's configuration: a path, `quickstart`, or `untrained`. */
  mgg: z.string(),
  origin: z.enum(['embedded', 'pretrained', 'imported', 'untrained']),
  /** `gml`: the paper's gradient memory layer; `lstm`: its LSTM variant. */
  kind: z.enum(['gml', 'lstm']),
  hiddenSize: z.int().positive(),
  heads: z.int().positive(),
  hash: z.string(),
  /** The pre-training run it comes from, if it is here. */
  runId: z.string().nullable(),
  problem: z.string().nullable(),
});
export type MggRecord = z.output<typeof mggRecordSchema>;

const name = z.string().trim().min(1).max(120);
const pathInput = z.string().min(1).max(4096);
/** Side in pixels, as the model wants it; without it 224, or the only size that the dataset has. */
const imageSize = z.int().min(16).max(1024).exactOptional();

export const dataCalls = {
  listDatasets: query(nothing, z.array(datasetRecordSchema)),
  /**
   * Inspects a folder without registering it; `benchmark: null` compares with none, no `benchmark` with the one that it
   * looks like. `inspecting` events report its progress. Errors: `not-found` and `bad-input` only for a path that makes no
   * sense.
   */
  inspectFolder: query(
    z.strictObject({
      path: pathInput,
      benchmark: benchmarkSchema.nullable().exactOptional(),
      /** Whether it should hold the same images under each shift, or domains; without, what it looks like. */
      corrupted: z.boolean().exactOptional(),
      domains: z.boolean().exactOptional(),
      thorough: z.boolean().exactOptional(),
    }),
    folderReportSchema,
  ),
  /**
   * A folder of stored shifts is registered as one, with domains or the same images under each as it looks, unless `domains`
   * says which. Errors: `bad-input`, `not-found` when the folder is not usable.
   */
  addDataset: command(
    z.strictObject({
      name,
      path: pathInput,
      source: pathInput.exactOptional(),
      benchmark: benchmarkSchema.exactOptional(),
      domains: z.boolean().exactOptional(),
    }),
    datasetRecordSchema,
  ),
  /** Forgets a dataset; its files and the runs on it stay. */
  removeDataset: command(idInput, done),
  /**
   * Some images as the model sees them (resized and cropped): those that a run with this seed and so many images per
   * shift would draw; fewer where the dataset has fewer. Errors: `not-found`, `bad-input`.
   */
  sampleDataset: query(
    z.strictObject({ dataset: datasetSchema, count: z.int().min(1).max(60), seed: z.int().nonnegative(), imageSize }),
    z.array(sampleSchema),
  ),
  /**
   * One image under a shift, with the pixels that every run sees; `clean` is not there where shifts are stored. Errors:
   * `not-found`, `bad-input`, `bad-option`.
   */
  previewCorruption: query(
    z.strictObject({
      dataset: datasetSchema,
      index: z.int().nonnegative(),
      ...shiftSchema.shape,
      imageSize,
    }),
    pictureSchema,
  ),

  /** Folders that may be read (`path: null` lists the roots), for picking a dataset or a checkpoint. */
  browse: query(
    z.strictObject({ path: pathInput.nullable(), files: z.enum(['none', 'checkpoints', 'bundles', 'orders']) }),
    folderListingSchema,
  ),

  listModels: query(nothing, z.array(modelRecordSchema)),
  /** The model with this id, name or place in configurations, without reading its file; null for none. */
  findModel: query(
    z.strictObject({ which: z.string().min(1) }),
    modelRecordSchema.pick({ id: true, name: true, model: true, reading: true }).nullable(),
  ),
  /** How a checkpoint would be read with these answers. Errors: `bad-checkpoint`, `unanswered`, `not-found`. */
  inspectModel: query(
    z.strictObject({ path: pathInput, reading: modelReadingSchema.exactOptional() }),
    modelDescriptionSchema,
  ),
  /** Errors: `bad-checkpoint`, `unanswered`, `not-found`. */
  addModel: command(
    z.strictObject({ name, path: pathInput, reading: modelReadingSchema.exactOptional() }),
    modelRecordSchema,
  ),
  /**
   * Another name, and other answers in place of those given before. Runs keep what they were computed with. With `checkpoint`
   * the user says which published one it is, in whatever file its tensors come; null takes that back. Errors as `addModel`,
   * and `bad-input` where its file, tensors or size say otherwise.
   */
  editModel: command(
    z.strictObject({
      id: z.string().min(1),
      name,
      reading: modelReadingSchema,
      checkpoint: checkpointIdSchema.nullable().exactOptional(),
    }),
    modelRecordSchema,
  ),
  removeModel: command(idInput, done),

  listMggs: query(nothing, z.array(mggRecordSchema)),
  /** Errors: `bad-checkpoint`, `not-found`. */
  addMgg: command(z.strictObject({ name, path: pathInput }), mggRecordSchema),
  /** Forgets an imported one. */
  removeMgg: command(idInput, done),
  /**
   * A generator as a file under the reference implementation's names; `mgg` is its id, name or place in configurations, or
   * the path of one that is not listed. Errors: `not-found`, `bad-checkpoint`.
   */
  exportMgg: query(z.strictObject({ mgg: z.string().min(1), format: z.enum(mggFormats) }), binaryFileSchema),
};
