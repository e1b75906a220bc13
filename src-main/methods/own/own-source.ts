import { z } from 'zod';

/** What own methods may be called: the id stands in settings, flags and file names. */
export const ownIdPattern = /^[a-z][a-z0-9_-]{0,39}$/;

/** Words that `lab methods` understands otherwise. */
export const reservedIds: readonly string[] = ['list', 'new', 'check', 'none', 'all'];

/** An own method as the compute process gets it: its text, as it was when the run was queued. */
export const ownSourceSchema = z.strictObject({
  id: z.string().regex(ownIdPattern),
  /** Where it lay, to name it in messages; it isn't read there. */
  file: z.string(),
  source: z.string(),
});
export type OwnSource = z.output<typeof ownSourceSchema>;
