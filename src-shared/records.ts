import { z } from 'zod';
import { externalSchema } from './external-run.ts';
import { cleanAccuracySchema } from './metrics/forgetting.ts';
import { qualitySchema } from './metrics/quality.ts';
import { unlabelledSchema } from './metrics/unlabelled.ts';
import { pretrainConfigSchema } from './pretrain-config.ts';
import { provenanceSchema } from './provenance.ts';
import { runConfigSchema, severitySchema } from './run-config.ts';

/*
 * Contents of the store, as plain values. Accuracies and calibration errors are fractions in [0, 1], durations are
 * seconds, times are ISO 8601 in UTC. A value that was not a finite number (a loss that diverged) is null.
 */

const fraction = z.number().min(0).max(1);
const seconds = z.number().nonnegative();
const time = z.iso.datetime();
const count = z.int().nonnegative();
const measured = z.record(z.string(), z.number().nullable());

export const runKindSchema = z.enum(['adapt', 'pretrain']);
export type RunKind = z.output<typeof runKindSchema>;

/** `interrupted`: the process working on it is gone, or it was stopped so that it can go on. `failed`: see `error`. */
export const runStatusSchema = z.enum(['queued', 'running', 'paused', 'interrupted', 'done', 'failed', 'cancelled']);
export type RunStatus = z.output<typeof runStatusSchema>;

/** A process, distinguished from a later one with the same pid. */
export const processIdentitySchema = z.strictObject({ pid: z.int(), host: z.string(), startToken: z.string() });
export type ProcessIdentity = z.output<typeof processIdentitySchema>;

/** One process working on a run; a resumed run has several attempts. */
export const attemptSchema = z.strictObject({
  ordinal: count,
  startedAt: time,
  owner: processIdentitySchema,
  provenance: provenanceSchema,
});
export type Attempt = z.output<typeof attemptSchema>;

/** Passes through the model, counted in images: each view of one counts, and each trial of a search. */
export const passesSchema = z.strictObject({ forward: z.number().nonnegative(), backward: z.number().nonnegative() });
export type Passes = Readonly<z.output<typeof passesSchema>>;

/** Results of an adaptation so far, from `figuresOverStreams`. */
export const adaptFiguresSchema = z.strictObject({
  /** Means over the shifts, each counting the same, one under way with what it has; null before the first image. */
  averageTop1: fraction.nullable(),
  averageTop5: fraction.nullable(),
  /** Over finished shifts only. */
  averageEce: fraction.nullable(),
  /** Images predicted. */
  images: count,
  /** Prediction and adaptation, without loading. */
  computeSeconds: seconds,
  /** `images / computeSeconds`; null where no image was predicted. */
  imagesPerSecond: z.number().nonnegative().nullable(),
});
export type AdaptFigures = z.output<typeof adaptFiguresSchema>;

/** Results of a pre-training so far. */
const pretrainFiguresSchema = z.strictObject({
  bestEpoch: count.nullable(),
  /** Mean accuracy of the best epoch over the evaluated corruptions; null without evaluation. */
  bestAccuracy: fraction.nullable(),
  /** Of the finished epochs with their evaluations, without pauses. */
  totalSeconds: seconds,
});
export type PretrainFigures = z.output<typeof pretrainFiguresSchema>;

const gpuMemoryBytes = z.int().positive().exactOptional();

export const adaptSummarySchema = z.strictObject({
  /**
   * Means over the shifts, each shift counting the same, as in the paper's "Avg." column. A shift of which no image could
   * be read has no share in them; null where that is every shift.
   */
  averageTop1: fraction.nullable(),
  averageTop5: fraction.nullable(),
  averageEce: fraction.nullable(),
  /** Images predicted: those that could not be read are not among them, nor are `outliers`. */
  images: count,
  /** Images of no known class that were mixed in. */
  outliers: count.exactOptional(),
  skipped: count,
  /** Prediction and adaptation, without loading. */
  computeSeconds: seconds,
  loadSeconds: seconds,
  /** Wall-clock time of all attempts with loading and compilation, without pauses. */
  totalSeconds: seconds,
  /** `images / computeSeconds`; null where no image was predicted. */
  imagesPerSecond: z.number().nonnegative().nullable(),
  /** Largest resident memory of the compute process. */
  peakMemoryBytes: count,
  /** The most of a GPU's memory that it took, as NVIDIA's driver counts it; absent where none computed or the driver reports nothing. */
  gpuMemoryBytes,
  /** Of all streams; absent in runs of older versions. */
  passes: passesSchema.exactOptional(),
  /** Means over the shifts, like accuracy; there where all of them have it. */
  quality: qualitySchema.exactOptional(),
  /** Means over the shifts, there where all of them have it. */
  clean: cleanAccuracySchema.exactOptional(),
  unlabelled: unlabelledSchema.exactOptional(),
});
export type AdaptSummary = z.output<typeof adaptSummarySchema>;

export const pretrainSummarySchema = z.strictObject({
  bestEpoch: count,
  /** Mean accuracy of the best epoch over the evaluated corruptions; null without evaluation. */
  bestAccuracy: fraction.nullable(),
  finalLoss: z.number().nullable(),
  /** Of all epochs with their evaluations, without pauses. */
  totalSeconds: seconds,
  peakMemoryBytes: count,
  gpuMemoryBytes,
  /** Where the best MGG checkpoint was written, and its SHA-256. */
  output: z.string(),
  outputHash: z.string(),
});
export type PretrainSummary = z.output<typeof pretrainSummarySchema>;

const errorSchema = z.strictObject({ code: z.string(), message: z.string(), hint: z.string().optional() });

const runFields = {
  id: z.string().min(1),
  /** Runs made together, e.g. `quickstart`. */
  group: z.string().nullable(),
  method: z.string(),
  name: z.string(),
  status: runStatusSchema,
  /** Identity of the run, see `identity.ts`; empty until the lab has computed it. */
  identity: z.string(),
  /** Fingerprints of what its configuration names by paths. */
  inputs: z.record(z.string(), z.string()),
  /** Of the latest attempt; null before the first. */
  provenance: provenanceSchema.nullable(),
  attempts: count,
  createdAt: time,
  /** Start of the first attempt. */
  startedAt: time.nullable(),
  /** When it became done, failed or cancelled. */
  finishedAt: time.nullable(),
  error: errorSchema.nullable(),
  tags: z.array(z.string()),
  notes: z.string(),
};

export const adaptRunSchema = z.strictObject({
  ...runFields,
  kind: z.literal('adapt'),
  config: runConfigSchema,
  summary: adaptSummarySchema.nullable(),
  /** There once an image was predicted, until there is a summary. Read from what is stored, not stored itself. */
  soFar: adaptFiguresSchema.exactOptional(),
  /** There where its numbers were not computed by the lab. */
  external: externalSchema.exactOptional(),
});
export type AdaptRun = z.output<typeof adaptRunSchema>;

export const pretrainRunSchema = z.strictObject({
  ...runFields,
  kind: z.literal('pretrain'),
  config: pretrainConfigSchema,
  summary: pretrainSummarySchema.nullable(),
  /** There after the first epoch, until there is a summary. Read from what is stored, not stored itself. */
  soFar: pretrainFiguresSchema.exactOptional(),
});
export type PretrainRun = z.output<typeof pretrainRunSchema>;

export const runRecordSchema = z.discriminatedUnion('kind', [adaptRunSchema, pretrainRunSchema]);
export type RunRecord = AdaptRun | PretrainRun;

/** A stored run whose record is damaged, or of a newer version: all that can be done is to delete it. */
export const unreadableRunSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  /** In one sentence. */
  problem: z.string(),
});
export type UnreadableRun = z.output<typeof unreadableRunSchema>;

export const shiftSummarySchema = z.strictObject({
  /** Null, like the other two, where no image could be read. */
  top1: fraction.nullable(),
  top5: fraction.nullable(),
  ece: fraction.nullable(),
  /** Images predicted. */
  images: count,
  /** Images of no known class beside them. */
  outliers: count.exactOptional(),
  /** Prediction and adaptation, without loading. */
  computeSeconds: seconds,
  loadSeconds: seconds,
  /** Images that could not be read. */
  skipped: count,
  /** Batches after which the state had changed. */
  adaptedBatches: count,
  /** Absent in runs of older versions. */
  passes: passesSchema.exactOptional(),
  /** There where the run keeps records of its images. */
  quality: qualitySchema.exactOptional(),
  /** After the stream, where the run predicts clean images then. */
  clean: cleanAccuracySchema.exactOptional(),
  /** After the stream, where the run predicts some of its images once more. */
  unlabelled: unlabelledSchema.exactOptional(),
});
export type ShiftSummary = z.output<typeof shiftSummarySchema>;

/** One stream of a run. With `order: 'mixed'` there is one, whose corruption is `mixed`. */
export const shiftRecordSchema = z.strictObject({
  position: count,
  corruption: z.string(),
  severity: severitySchema,
  imageCount: count,
  batchCount: count,
  fingerprint: z.string(),
  status: z.enum(['running', 'done']),
  summary: shiftSummarySchema.nullable(),
});
export type ShiftRecord = z.output<typeof shiftRecordSchema>;

/** The diagnostic with the number of images of unknown classes in a batch. */
export const outlierCount = 'outliers';

export const batchRecordSchema = z.strictObject({
  /** 0-based position in the stream of its shift. */
  index: count,
  /** Images of a known class. */
  size: count,
  /** Images whose label is the first, or among the first five predictions. */
  correct1: count,
  correct5: count,
  /** False once a budget is spent. */
  adapted: z.boolean(),
  computeSeconds: seconds,
  loadSeconds: seconds,
  /** e.g. loss, entropy, discrepancy, theta_distance. */
  diagnostics: measured,
});
export type BatchRecord = z.output<typeof batchRecordSchema>;

/** An epoch of MGG pre-training. */
export const epochRecordSchema = z.strictObject({
  epoch: count,
  meanLoss: z.number().nullable(),
  /** Mean loss of each task, where there are several. */
  taskLosses: z.array(z.number().nullable()).exactOptional(),
  /** By corruption, with the severity where there are several of it; those of further tasks as `accuracyName` has it. */
  accuracy: z.record(z.string(), fraction),
  seconds,
  isBest: z.boolean(),
});
export type EpochRecord = z.output<typeof epochRecordSchema>;

/** A point of the loss curve of MGG pre-training; steps are counted over all epochs. */
export const stepRecordSchema = z.strictObject({ step: count, loss: z.number().nullable() });
export type StepRecord = z.output<typeof stepRecordSchema>;

export const skippedImageSchema = z.strictObject({ path: z.string(), reason: z.string() });
export type SkippedImage = z.output<typeof skippedImageSchema>;

export const logLevelSchema = z.enum(['debug', 'info', 'warning', 'error']);
export type LogLevel = z.output<typeof logLevelSchema>;
export const logEntrySchema = z.strictObject({ time, level: logLevelSchema, text: z.string() });
export type LogEntry = z.output<typeof logEntrySchema>;
