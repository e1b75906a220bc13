import { z } from 'zod';
import { pretrainConfigSchema } from '../pretrain-config.ts';
import {
  adaptFiguresSchema,
  attemptSchema,
  epochRecordSchema,
  logEntrySchema,
  runKindSchema,
  runRecordSchema,
  runStatusSchema,
  shiftRecordSchema,
  skippedImageSchema,
  unreadableRunSchema,
} from '../records.ts';
import { runConfigSchema } from '../run-config.ts';
import { differenceSchema } from '../statistics/difference.ts';
import { command, query } from './call.ts';
import { distinct, done, idInput, idsInput, nothing, runIds, textFileSchema } from './common.ts';
import { resultCalls } from './results.ts';

/** Runs must satisfy every condition given. */
const runFilterSchema = z.strictObject({
  kind: runKindSchema.exactOptional(),
  group: z.string().exactOptional(),
  /** Full ids of runs: others of the same name in the same group. */
  namesakesOf: z.array(z.string()).exactOptional(),
  method: z.string().exactOptional(),
  status: z.array(runStatusSchema).exactOptional(),
  tag: z.string().exactOptional(),
  identity: z.string().exactOptional(),
  /** Part of id, name, method, group or notes; case does not matter. */
  text: z.string().exactOptional(),
  limit: z.int().positive().exactOptional(),
});
export type RunFilter = z.output<typeof runFilterSchema>;

/** How a run is called and what it belongs to. */
const runLabelsSchema = z.strictObject({
  name: z.string().min(1).max(200).exactOptional(),
  group: z.string().min(1).max(200).exactOptional(),
  tags: distinct(z.string().min(1).max(60)).max(50).exactOptional(),
  notes: z.string().max(20_000).exactOptional(),
});
export type RunLabels = z.output<typeof runLabelsSchema>;

/** How far a run is. */
export const runProgressSchema = z.strictObject({
  runId: z.string(),
  name: z.string(),
  /** Where it is computed, where several runs may be at a time, e.g. `GPU 1`. */
  place: z.string().exactOptional(),
  /** Stage before the first batch, e.g. `Loading the model`. */
  stage: z.string().nullable(),
  /** Batches (adaptation) or steps (pre-training). */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  /** The shift under way, e.g. `gaussian_noise/5`; null before the first and in pre-training. */
  shift: z.string().nullable(),
  /** Fraction of the images of this shift predicted right so far. */
  shiftAccuracy: z.number().nullable(),
  /** Figures of an adaptation over all its shifts so far, as its record would have them. */
  soFar: adaptFiguresSchema.exactOptional(),
  /** Estimated from the batches of this attempt; null before the first. */
  secondsLeft: z.number().nullable(),
});
export type RunProgress = z.output<typeof runProgressSchema>;

const numbers = z.array(z.number());

/** The batches of one stream as columns, in order; each array has one value per batch. */
const shiftCurveSchema = z.strictObject({
  position: z.int().nonnegative(),
  corruption: z.string(),
  severity: z.int(),
  /** Images that the stream has in all. */
  imageCount: z.int().nonnegative(),
  /** Index of the first batch here: 0, but for the rows of an event, which continue those before. */
  firstBatch: z.int().nonnegative(),
  sizes: numbers,
  correct1: numbers,
  correct5: numbers,
  /** 1 where the state was adapted. */
  adapted: numbers,
  computeSeconds: numbers,
  /** e.g. loss, entropy, discrepancy, theta_distance; null where there was none or it was not finite. */
  diagnostics: z.record(z.string(), z.array(z.number().nullable())),
});
export type ShiftCurve = z.output<typeof shiftCurveSchema>;

/** Everything that curves are drawn from: streams of an adaptation, or loss by step of a pre-training. */
export const runCurveSchema = z.strictObject({
  runId: z.string(),
  shifts: z.array(shiftCurveSchema),
  /** Loss of pre-training by step; `step` of `losses[0]` is `firstStep`. */
  firstStep: z.int().nonnegative(),
  losses: z.array(z.number().nullable()),
});
export type RunCurve = z.output<typeof runCurveSchema>;

const runDetailsSchema = z.strictObject({
  run: runRecordSchema,
  attempts: z.array(attemptSchema),
  shifts: z.array(shiftRecordSchema),
  epochs: z.array(epochRecordSchema),
  skipped: z.array(skippedImageSchema),
  log: z.array(logEntrySchema),
  /** Whether `resumeRun` would go on from a checkpoint rather than from the start. */
  hasCheckpoint: z.boolean(),
});
export type RunDetails = z.output<typeof runDetailsSchema>;

const printedSchema = z.strictObject({
  /** Percent. */
  value: z.number(),
  /** Where it stands, e.g. `MGTTA (AAAI 2025), Table 1`. */
  source: z.string(),
});

/** A published table whose protocol is not a run's, and each setting in which they differ, in words. */
export const withheldSchema = z.strictObject({
  source: z.string(),
  differences: z.array(
    z.strictObject({ key: z.string(), label: z.string(), run: z.string(), published: z.string() }).readonly(),
  ),
});
export type Withheld = z.output<typeof withheldSchema>;

/** The published numbers that stand beside a run, since their protocol is its own, and those that don't. */
const publishedStandingSchema = z.strictObject({
  streams: z.array(printedSchema.extend({ corruption: z.string(), severity: z.int().min(0).max(5) })),
  average: printedSchema.nullable(),
  /** Mean expected calibration error over the streams. */
  ece: printedSchema.nullable(),
  /** Of each work that has numbers for the method and the benchmark, but none for the run, the table that is closest. */
  others: z.array(withheldSchema),
});
export type PublishedStanding = z.output<typeof publishedStandingSchema>;

const estimateSchema = z.strictObject({
  /** Wall-clock seconds for all of it, set-up included; null when this computer has never computed the like. */
  seconds: z.number().nonnegative().nullable(),
  /** Source of the estimate, in words for the user. */
  basis: z.string(),
});
export type Estimate = z.output<typeof estimateSchema>;

/** Valid settings that are probably not intended: a sentence each, and the setting that changes it. */
const warnings = z.array(z.strictObject({ text: z.string(), setting: z.enum(['dataset', 'model', 'normalisation']) }));
export type RunWarning = z.output<typeof warnings>[number];

/** A configuration with all defaults filled in. */
const checkedRunSchema = z.strictObject({ config: runConfigSchema, warnings });
const pretrainEstimateSchema = estimateSchema.extend({ warnings });

const testedRowSchema = z.strictObject({
  /** Null for the row itself, and where nothing can be tested. */
  toBaseline: differenceSchema.nullable(),
  toBest: differenceSchema.nullable(),
  isBest: z.boolean(),
  /** Why it could not be tested, one sentence. */
  problem: z.string().nullable(),
});
export type TestedRow = z.output<typeof testedRowSchema>;

const { engine, threads } = runConfigSchema.shape;
const runInput = z.strictObject({ config: runConfigSchema, labels: runLabelsSchema });

const exportFormatSchema = z.enum(['csv', 'images', 'bundle', 'config']);
export type ExportFormat = z.output<typeof exportFormatSchema>;

const labelPreviewSchema = z.strictObject({
  /** Of the first stream, evenly thinned out; −1 for open-world images. */
  labels: z.array(z.int().min(-1)).max(1000),
  /** Classes that there are. */
  classes: z.int().positive(),
  /** Images of the stream. */
  images: z.int().nonnegative(),
});
export type LabelPreview = z.output<typeof labelPreviewSchema>;

const keptSourceSchema = z.strictObject({
  /** Among the inputs of the run: `method`, `corruption.<id>`. */
  input: z.string(),
  file: z.string(),
  source: z.string(),
  /** Fingerprint of the source, `sha256:…`. */
  hash: z.string(),
  /** False where it came in a bundle: it is there to be read and is not run. */
  own: z.boolean(),
});
export type KeptSource = z.output<typeof keptSourceSchema>;

export const runCalls = {
  /** All runs that are not deleted, newest first. */
  listRuns: query(z.strictObject({ filter: runFilterSchema }), z.array(runRecordSchema)),
  /** Stored runs whose records can't be read; they can be deleted. */
  listUnreadableRuns: query(z.strictObject({ filter: runFilterSchema.exactOptional() }), z.array(unreadableRunSchema)),
  /** Progress of the runs under way, for a window that opens in the middle of one. */
  listProgress: query(nothing, z.array(runProgressSchema)),
  getRun: query(idInput, runDetailsSchema),
  /** The texts of methods and corruptions of somebody's own that a run computes with. Errors: `not-found`. */
  getRunSources: query(idInput, z.array(keptSourceSchema)),
  /** Published values of a run's method with the run's protocol, and the differing settings of others. Errors: `not-found`. */
  getPublished: query(idInput, publishedStandingSchema),
  getCurves: query(idsInput, z.array(runCurveSchema)),
  /** Streams with their summaries, of several runs: what comparisons and tables are made of. */
  getShifts: query(
    idsInput,
    z.array(
      z.strictObject({ runId: z.string(), shifts: z.array(shiftRecordSchema), epochs: z.array(epochRecordSchema) }),
    ),
  ),

  /**
   * Tests whether rows of a comparison (runs that differ in their seed only) really differ in accuracy, from a baseline and from
   * the best of them, image by image. `baseline` is the place of a row; null for none.
   */
  testDifferences: query(
    z.strictObject({
      // A row of a suite may have no run yet.
      rows: z
        .array(z.array(z.string().min(1)).max(10_000))
        .min(1)
        .max(100),
      baseline: z.int().nonnegative().nullable(),
    }),
    z.array(testedRowSchema),
  ),

  /**
   * Checks a configuration as `startRun` would, the method's options, dataset, model and MGG included; returns it with
   * all defaults filled in, and with warnings. Errors: `bad-option`, `bad-input`, `not-found`, `bad-checkpoint`.
   */
  checkRun: query(z.strictObject({ config: runConfigSchema }), checkedRunSchema),
  /** The classes of a run's first stream in their order. Errors: `bad-option`, `bad-input`, `not-found`. */
  previewLabels: query(z.strictObject({ config: runConfigSchema }), labelPreviewSchema),
  /** How long these runs would take on this computer, from earlier runs or a calibration of some seconds. */
  estimateRuns: query(z.strictObject({ configs: z.array(runConfigSchema).min(1).max(500) }), estimateSchema),
  estimatePretraining: query(z.strictObject({ config: pretrainConfigSchema }), pretrainEstimateSchema),
  /** Queues runs in this order. All are checked first: either all are queued or none. */
  startRuns: command(z.strictObject({ runs: z.array(runInput).min(1).max(500) }), z.array(runRecordSchema)),
  startPretraining: command(z.strictObject({ config: pretrainConfigSchema, labels: runLabelsSchema }), runRecordSchema),
  /** Queues the embedded experiment; `short` is one corruption with few images, for a first look. */
  startQuickstart: command(
    z.strictObject({
      scale: z.enum(['short', 'full']),
      engine: engine.unwrap().exactOptional(),
      threads: threads.unwrap().exactOptional(),
      /** Test images per corruption. */
      images: z.int().min(2).exactOptional(),
    }),
    z.array(runRecordSchema),
  ),

  /** Ids of the runs that wait for their turn, the next one first. */
  listQueue: query(nothing, z.array(z.string())),
  /** Puts a waiting run right before another one, or last. Errors: `bad-input` when one of them doesn't wait. */
  moveRun: command(z.strictObject({ id: z.string().min(1), before: z.string().min(1).nullable() }), done),
  pauseRun: command(idInput, done),
  continueRun: command(idInput, done),
  /** Stops after the batch under way; what was measured is kept and the run can be resumed. */
  cancelRun: command(idInput, done),
  /** Goes on with an interrupted, cancelled or failed run from its last checkpoint. */
  resumeRun: command(idInput, runRecordSchema),
  /** Queues a new run with the settings, name and labels of this one. */
  rerun: command(idInput, runRecordSchema),
  annotateRun: command(
    z.strictObject({ id: z.string().min(1), labels: runLabelsSchema.pick({ name: true, tags: true, notes: true }) }),
    runRecordSchema,
  ),
  /** Takes runs out of sight; they can be restored until the lab is next opened after 7 days. Errors: `bad-input` for one under way. */
  deleteRuns: command(idsInput, done),
  restoreRuns: command(idsInput, done),

  /**
   * `csv`: summary, per-corruption tables and batches; `bundle`: everything of each run as JSON for another lab;
   * `config`: the configuration of each run as JSON, as New experiment and the command line read it.
   */
  exportRuns: query(z.strictObject({ ids: runIds, format: exportFormatSchema }), z.array(textFileSchema)),
  /** Adds the run of a bundle; `added` is false when it was here already. Errors: `bad-input`. */
  importBundle: command(
    z.strictObject({ name: z.string().min(1), text: z.string() }),
    z.strictObject({ run: runRecordSchema, added: z.boolean() }),
  ),
  ...resultCalls(runLabelsSchema),
};
