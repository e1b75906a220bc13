import { z } from 'zod';

/** For user-defined ones: path, documentation in Markdown, and fingerprint of the source. */
export const ownFileSchema = z.strictObject({ file: z.string(), doc: z.string(), hash: z.string() });

/** A user-defined corruption. */
export const ownCorruptionSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  /** How many it has, 1 the weakest. */
  severities: z.int().positive(),
  own: ownFileSchema,
});
export type OwnCorruptionInfo = z.output<typeof ownCorruptionSchema>;

/** Result of one check of a method or a corruption. */
export const ownCheckSchema = z.strictObject({
  name: z.string(),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  text: z.string(),
});
export type OwnCheck = z.output<typeof ownCheckSchema>;

/** The user's folders of methods and corruptions, and the files in them that can't be used. */
export const ownFilesSchema = z.strictObject({
  folders: z.array(z.string()),
  refused: z.array(
    z.strictObject({
      kind: z.enum(['method', 'corruption']),
      id: z.string(),
      file: z.string(),
      message: z.string(),
      hint: z.string().exactOptional(),
    }),
  ),
});
export type OwnFiles = z.output<typeof ownFilesSchema>;
