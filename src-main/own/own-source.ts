import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Kinds of user-defined files, which are named `<id>.<kind>.ts` or `.mjs`. */
const ownKinds = ['method', 'corruption'] as const;
export type OwnKind = (typeof ownKinds)[number];

/** Permitted ids of own files, which stand in settings, flags and file names. */
export const ownIdPattern = /^[a-z][a-z0-9_-]{0,39}$/;

const commandWords = ['list', 'new', 'check', 'none', 'all'];

/** Words that the lab understands otherwise. */
export const reservedIds: Readonly<Record<OwnKind, readonly string[]>> = {
  method: commandWords,
  corruption: [...commandWords, 'clean', 'mixed', 'source', 'test', 'validation'],
};

/** A user-defined file as the compute process gets it: its text, as it was when the run was queued. */
export const ownSourceSchema = z.strictObject({
  id: z.string().regex(ownIdPattern),
  /** Where it lay, to name it in messages; it isn't read there. */
  file: z.string(),
  source: z.string(),
});
export type OwnSource = z.output<typeof ownSourceSchema>;

/** Fingerprint of a source, `sha256:…`. */
export const hashOfSource = (source: string): string => `sha256:${createHash('sha256').update(source).digest('hex')}`;
