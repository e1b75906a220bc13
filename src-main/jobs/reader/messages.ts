import { z } from 'zod';
import { labErrorCodes } from '../../../src-shared/errors.ts';
import { mggFormats } from '../../../src-shared/mgg-formats.ts';
import { modelContentsSchema, modelPartSchema, modelReadingSchema } from '../../../src-shared/model-reading.ts';
import { normalisationSchema } from '../../../src-shared/normalisation.ts';
import { generatorKinds } from '../../mgg/weights.ts';

/* Messages between the lab and the process that reads files for it. Both ends check every one. */

const count = z.int().nonnegative();

const taskSchema = z.discriminatedUnion('kind', [
  /** Properties of a source model, read from its checkpoint. */
  z.strictObject({ kind: z.literal('model'), path: z.string(), reading: modelReadingSchema.exactOptional() }),
  /** Kind and size of a meta gradient generator. */
  z.strictObject({ kind: z.literal('mgg'), path: z.string() }),
  /** A generator as a file of another format. */
  z.strictObject({ kind: z.literal('export-mgg'), path: z.string(), format: z.enum(mggFormats) }),
]);
export type ReaderTask = z.output<typeof taskSchema>;

export const requestSchema = z.strictObject({ id: count, task: taskSchema });
export type ReaderRequest = z.output<typeof requestSchema>;

export const modelFactsSchema = z.strictObject({
  architecture: z.string(),
  imageSize: count,
  classes: count,
  parameters: z.number().nonnegative(),
  adapted: count,
  normalisation: normalisationSchema.nullable(),
  parts: z.array(modelPartSchema).readonly(),
  tensors: z.string(),
  contents: modelContentsSchema,
});

export const mggFactsSchema = z.strictObject({
  kind: z.enum(generatorKinds),
  hiddenSize: count,
  heads: count,
  hash: z.string(),
});
export type MggFacts = z.output<typeof mggFactsSchema>;

export const bytesSchema = z.instanceof(Uint8Array);

const errorSchema = z.object({ code: z.enum(labErrorCodes), message: z.string(), hint: z.string().optional() });

export const answerSchema = z.union([
  z.strictObject({ id: count, result: z.unknown() }),
  z.strictObject({ id: count, error: errorSchema }),
]);
