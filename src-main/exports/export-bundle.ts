import path from 'node:path';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { gradientRecordSchema } from '../../src-shared/gradient-records.ts';
import { recordBytes } from '../../src-shared/metrics/image-records.ts';
import { packWeights, unpackWeights } from '../../src-shared/metrics/image-weights.ts';
import { isNestedDeeper } from '../../src-shared/json-depth.ts';
import { safely } from '../../src-shared/safely.ts';
import { bundleVersion, resummarise, upgradeBundle } from './bundle-versions.ts';
import { checksumOf } from '../platform/checksum.ts';
import {
  attemptSchema,
  batchRecordSchema,
  epochRecordSchema,
  logEntrySchema,
  runRecordSchema,
  shiftRecordSchema,
  skippedImageSchema,
  stepRecordSchema,
} from '../../src-shared/records.ts';
import type { StoredTensor } from '../store/checkpoint.ts';
import type { RunContents, Store } from '../store/store.ts';

const arrayTypes = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

const tensorSchema = z
  .strictObject({
    dtype: z.enum(['float32', 'int32', 'bool']),
    shape: z.array(z.int().nonnegative()),
    data: z.base64(),
  })
  .transform(({ dtype, shape, data }, context): StoredTensor => {
    const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (bytes.length === size * arrayTypes[dtype].BYTES_PER_ELEMENT) {
      return { dtype, shape, data: new arrayTypes[dtype](bytes.buffer) };
    }
    context.addIssue(`${bytes.length} bytes do not make a ${dtype} tensor of shape [${shape.join(', ')}]`);
    return z.NEVER;
  });

const toBase64 = (data: Uint8Array | StoredTensor['data']): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');

/** Little-endian values in base64. */
const encodeTensor = ({ dtype, shape, data }: StoredTensor) => ({ dtype, shape, data: toBase64(data) });

/** Packed records of images, in base64. */
const recordsSchema = z.base64().transform((text, context) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (bytes.length % recordBytes === 0) return bytes;
  context.addIssue(`${bytes.length} bytes are no whole number of image records`);
  return z.NEVER;
});

/** Packed weights of images, in base64. */
const weightsSchema = z
  .strictObject({ images: z.int().nonnegative(), data: z.base64() })
  .transform(({ images, data }, context) => {
    const weights = unpackWeights(Uint8Array.from(Buffer.from(data, 'base64')), images);
    if (weights) return weights;
    context.addIssue(`the data are no weights of ${images} images`);
    return z.NEVER;
  });

const contentsSchema = z.strictObject({
  run: runRecordSchema,
  attempts: z.array(attemptSchema),
  shifts: z.array(
    z.strictObject({
      shift: shiftRecordSchema,
      batches: z.array(batchRecordSchema),
      images: recordsSchema.exactOptional(),
      weights: weightsSchema.exactOptional(),
    }),
  ),
  gradients: z.array(gradientRecordSchema),
  epochs: z.array(epochRecordSchema),
  steps: z.array(stepRecordSchema),
  skipped: z.array(skippedImageSchema),
  log: z.array(logEntrySchema),
  checkpoint: z
    .strictObject({
      position: z.int().nonnegative(),
      next: z.int().nonnegative(),
      state: z.record(z.string(), tensorSchema),
      progress: z.json(),
    })
    .optional(),
  /** To be read: the lab never runs what came in a bundle. */
  sources: z.array(z.strictObject({ input: z.string(), file: z.string(), source: z.string() })).exactOptional(),
});

const bundleSchema = z.strictObject({
  format: z.literal('mgtta-lab-run'),
  version: z.literal(bundleVersion),
  /** Of the configuration as it was written. */
  checksum: z.string(),
  contents: contentsSchema,
});

/** A run with everything about it as JSON, to be imported by another lab. */
export function bundleOf(contents: RunContents): string {
  const { checkpoint } = contents;
  const state = checkpoint && Object.entries(checkpoint.state).map(([name, tensor]) => [name, encodeTensor(tensor)]);
  return JSON.stringify({
    format: 'mgtta-lab-run',
    version: bundleVersion,
    checksum: checksumOf(contents.run.config),
    contents: {
      ...contents,
      ...(contents.sources
        ? { sources: contents.sources.map((one) => ({ ...one, file: path.basename(one.file) })) }
        : {}),
      shifts: contents.shifts.map(({ images, weights, ...shift }) => ({
        ...shift,
        ...(images ? { images: toBase64(images) } : {}),
        ...(weights ? { weights: { images: weights.length, data: toBase64(packWeights(weights)) } } : {}),
      })),
      checkpoint: state && { ...checkpoint, state: Object.fromEntries(state) as unknown },
    },
  });
}

/** The configuration as it was written: filled-in defaults of a later version would change its checksum. */
const rawRunSchema = z.looseObject({
  checksum: z.string(),
  contents: z.looseObject({ run: z.looseObject({ config: z.json() }) }),
});

/**
 * Reads a bundle.
 * @param name of the file, for messages
 * @throws LabError `bad-input` when it is not a bundle, is incomplete, or was edited
 */
export function parseBundle(text: string, name: string): RunContents {
  const fail = (reason: string, hint: string, cause?: unknown) =>
    new LabError('bad-input', `${name} is not a run exported by the lab: ${reason}.`, hint, cause);
  if (isNestedDeeper(text)) throw fail('it is nested deeper than runs are', 'Export the run again.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw fail('it is not JSON, or only a part of it', 'Export the run again.', error);
  }
  const upgraded = upgradeBundle(json);
  const parsed = safely(bundleSchema, upgraded);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw fail(`at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}`, 'Export the run again.', parsed.error);
  }
  const { checksum, contents: written } = rawRunSchema.parse(upgraded);
  if (checksumOf(written.run.config) !== checksum)
    throw fail('its configuration was changed afterwards', 'Export the run again.');
  const { checkpoint, ...contents } = parsed.data.contents;
  return resummarise({ ...contents, checkpoint });
}

/**
 * Adds the run of a bundle to a store; the same bundle twice adds it once.
 * @throws LabError `bad-input` (see `parseBundle`; also when another run has its id), `no-space`, `store`
 */
export function importBundle(store: Store, text: string, name: string): { id: string; added: boolean } {
  const contents = parseBundle(text, name);
  return { id: contents.run.id, added: store.addContents(contents) };
}
