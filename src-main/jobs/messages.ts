import { z } from 'zod';
import { generatorViewSchema } from '../../src-shared/generator/view.ts';
import { gradientRecordSchema, memorySampleSchema } from '../../src-shared/gradient-records.ts';
import { pretrainConfigSchema } from '../../src-shared/pretrain-config.ts';
import { engineReportSchema, engineSetupSchema, provisionProgressSchema } from '../../src-shared/engines.ts';
import { modelReadingSchema } from '../../src-shared/model-reading.ts';
import { ownCheckSchema } from '../../src-shared/api/own.ts';
import { optionSpecSchema } from '../../src-shared/option-specs.ts';
import { runConfigSchema } from '../../src-shared/run-config.ts';
import { engineIds } from '../engines/engine.ts';
import { provenanceSchema } from '../../src-shared/provenance.ts';
import {
  batchRecordSchema,
  epochRecordSchema,
  logLevelSchema,
  pretrainSummarySchema,
  shiftRecordSchema,
  shiftSummarySchema,
  skippedImageSchema,
  stepRecordSchema,
} from '../../src-shared/records.ts';
import { ownSourceSchema } from '../own/own-source.ts';
import { methodNeeds } from '../methods/method-needs.ts';
import type { StoredTensor } from '../store/checkpoint.ts';

/*
 * Messages between the lab and its compute process. Both ends check every message; tensors travel as typed
 * arrays (structured clone), everything else is plain JSON.
 */

const isTypedArray = (value: unknown): boolean =>
  value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array;

const storedTensorSchema = z.strictObject({
  shape: z.array(z.int().nonnegative()).readonly(),
  dtype: z.enum(['float32', 'int32', 'bool']),
  data: z.custom<StoredTensor['data']>(isTypedArray),
});

const checkpointSchema = z.strictObject({
  position: z.int().nonnegative(),
  next: z.int().nonnegative(),
  state: z.record(z.string(), storedTensorSchema.readonly()).readonly(),
  progress: z.json(),
});

/** Facts of a run's provenance that the compute process knows; the lab adds host and versions. */
export const runFactsSchema = provenanceSchema.pick({
  engine: true,
  engineReason: true,
  device: true,
  engineVersion: true,
  threads: true,
  measuredCost: true,
  modelHash: true,
  modelTensors: true,
  arithmetic: true,
  arithmeticSources: true,
  mggHash: true,
  datasetFingerprint: true,
  preprocessing: true,
});
export type RunFacts = z.output<typeof runFactsSchema>;

/** The engine chosen for a run with `auto`, and the reason. */
const chosenEngineSchema = z.strictObject({ id: z.enum(engineIds), reason: z.string() });
export type ChosenEngine = z.output<typeof chosenEngineSchema>;

/** The texts of the user-defined corruptions that images are to be under. */
const ownCorruptionsSchema = z.array(ownSourceSchema).exactOptional();

/** A corrupted or clean image: height × width × 3 bytes. */
const imageSchema = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  data: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('adapt'),
    config: runConfigSchema,
    chosenEngine: chosenEngineSchema.exactOptional(),
    /** The text of the method, where it is a user-defined one. */
    own: ownSourceSchema.exactOptional(),
    corruptions: ownCorruptionsSchema,
    checkpoint: checkpointSchema.exactOptional(),
    /** Facts of the attempt that wrote the checkpoint, which must still hold. */
    expected: runFactsSchema.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('pretrain'),
    config: pretrainConfigSchema,
    chosenEngine: chosenEngineSchema.exactOptional(),
    /** The file that the best checkpoint is written to. */
    output: z.string().min(1),
    corruptions: ownCorruptionsSchema,
    checkpoint: checkpointSchema.exactOptional(),
    expected: runFactsSchema.exactOptional(),
  }),
  /** Loads a user-defined method and traces it on a small model. */
  z.strictObject({ kind: z.literal('describe-method'), own: ownSourceSchema }),
  /** Tries a method on the embedded model; `engines` beside onnx-cpu. */
  z.strictObject({
    kind: z.literal('check-method'),
    method: z.string(),
    own: ownSourceSchema.exactOptional(),
    engines: z.array(z.enum(engineIds)),
  }),
  /** Loads a user-defined corruption and tries it on a small image. */
  z.strictObject({ kind: z.literal('describe-corruption'), own: ownSourceSchema }),
  /** Tries a corruption on images of the quick start. */
  z.strictObject({
    kind: z.literal('check-corruption'),
    corruption: z.string(),
    own: ownSourceSchema.exactOptional(),
  }),
  /** Corrupts an image by a user-defined corruption, at some severities. */
  z.strictObject({
    kind: z.literal('corrupt'),
    own: ownSourceSchema,
    image: imageSchema,
    severities: z.array(z.int()),
    seed: z.int().nonnegative(),
    index: z.int().nonnegative(),
  }),
  z.strictObject({ kind: z.literal('engines') }),
  /** Lays a generator open: its responses with some memories, those of streams' starts among them. */
  z.strictObject({
    kind: z.literal('open-generator'),
    mgg: z.string(),
    memories: z.array(memorySampleSchema),
  }),
  /** Fetches what an engine lacks; `from` is where the archives are in place of their publishers. */
  z.strictObject({
    kind: z.literal('provision'),
    setup: engineSetupSchema,
    hasGpu: z.boolean(),
    from: z.string().exactOptional(),
  }),
  /** Times one engine on a model. */
  z.strictObject({
    kind: z.literal('benchmark'),
    engine: z.enum(engineIds),
    threads: z.int().nonnegative(),
    model: z.string().min(1),
    reading: modelReadingSchema.exactOptional(),
    batchSize: z.int().positive(),
    /** How long to measure each of its works; half as long is spent on warming up. */
    seconds: z.number().positive(),
  }),
]);
export type Job = z.output<typeof jobSchema>;
type RunJob = Extract<Job, { kind: 'adapt' | 'pretrain' }>;

/** Whether a job is that of a run, which lies in the store. */
export const isRunJob = (job: Job): job is RunJob => job.kind === 'adapt' || job.kind === 'pretrain';

const jobEventSchema = z.discriminatedUnion('type', [
  /** Step of the set-up, in words. */
  z.strictObject({ type: z.literal('stage'), text: z.string() }),
  /** How far an engine is provisioned. */
  provisionProgressSchema.extend({ type: z.literal('provisioning') }),
  /** Set-up is done; `total` counts batches (adaptation) or steps (pre-training), `next` those done before. */
  z.strictObject({
    type: z.literal('prepared'),
    facts: runFactsSchema,
    total: z.int().nonnegative(),
    done: z.int().nonnegative(),
  }),
  z.strictObject({
    type: z.literal('shift-started'),
    shift: shiftRecordSchema.omit({ status: true, summary: true }),
  }),
  z.strictObject({
    type: z.literal('batch'),
    position: z.int().nonnegative(),
    batch: batchRecordSchema,
    images: z.instanceof(Uint8Array).exactOptional(),
    weights: z.instanceof(Float32Array).exactOptional(),
    gradients: gradientRecordSchema.exactOptional(),
  }),
  z.strictObject({
    type: z.literal('shift-finished'),
    position: z.int().nonnegative(),
    summary: shiftSummarySchema,
  }),
  z.strictObject({ type: z.literal('checkpoint'), checkpoint: checkpointSchema }),
  z.strictObject({ type: z.literal('skipped'), images: z.array(skippedImageSchema) }),
  z.strictObject({ type: z.literal('step'), step: stepRecordSchema }),
  z.strictObject({ type: z.literal('epoch'), epoch: epochRecordSchema }),
  z.strictObject({ type: z.literal('paused') }),
  z.strictObject({ type: z.literal('resumed') }),
  z.strictObject({ type: z.literal('log'), level: logLevelSchema, text: z.string() }),
]);
export type JobEvent = z.output<typeof jobEventSchema>;

/** Metadata of an own method for forms, tables and checks, known without running it. */
export const ownFactsSchema = z.strictObject({
  name: z.string(),
  summary: z.string(),
  doc: z.string().nullable(),
  needs: z.array(z.enum(methodNeeds)),
  frozen: z.boolean(),
  options: z.array(optionSpecSchema),
});

/** The same of an own corruption. */
const ownCorruptionFactsSchema = z.strictObject({
  name: z.string(),
  summary: z.string(),
  doc: z.string().nullable(),
  severities: z.int().positive(),
});

const jobResultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('adapt'),
    /** True when it ended early because it was asked to. */
    stopped: z.boolean(),
    totalSeconds: z.number().nonnegative(),
    peakMemoryBytes: z.int().nonnegative(),
    gpuMemoryBytes: z.int().positive().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('pretrain'), summary: pretrainSummarySchema.nullable() }),
  z.strictObject({ kind: z.literal('describe-method'), facts: ownFactsSchema }),
  z.strictObject({ kind: z.literal('check-method'), checks: z.array(ownCheckSchema) }),
  z.strictObject({ kind: z.literal('describe-corruption'), facts: ownCorruptionFactsSchema }),
  z.strictObject({ kind: z.literal('check-corruption'), checks: z.array(ownCheckSchema) }),
  z.strictObject({ kind: z.literal('corrupt'), images: z.array(imageSchema) }),
  z.strictObject({ kind: z.literal('engines'), engines: z.array(engineReportSchema) }),
  z.strictObject({ kind: z.literal('open-generator'), view: generatorViewSchema.omit({ name: true }) }),
  /** The folders that were added; none where nothing was missing. */
  z.strictObject({ kind: z.literal('provision'), added: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal('benchmark'),
    device: z.string(),
    /** Medians; null when it was stopped before. */
    forwardImagesPerSecond: z.number().nullable(),
    stepImagesPerSecond: z.number().nullable(),
    peakMemoryBytes: z.int().nonnegative(),
  }),
]);
export type JobResult = z.output<typeof jobResultSchema>;

const jobId = z.int().nonnegative();

/** From the lab to the compute process. */
export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), jobId, job: jobSchema }),
  z.strictObject({ type: z.literal('control'), jobId, action: z.enum(['pause', 'resume', 'stop']) }),
  z.strictObject({ type: z.literal('shutdown') }),
]);
export type Command = z.output<typeof commandSchema>;

const errorSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  /** Where it came from, for the lab's log. */
  stack: z.string().exactOptional(),
});

/** From the compute process to the lab. */
export const reportSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('events'), jobId, events: z.array(jobEventSchema) }),
  z.strictObject({ type: z.literal('done'), jobId, result: jobResultSchema }),
  z.strictObject({
    type: z.literal('failed'),
    jobId,
    error: errorSchema,
    /** The process ends with this job. */
    ending: z.literal(true).exactOptional(),
  }),
]);
export type Report = z.output<typeof reportSchema>;
