import { z } from 'zod';
import { ruleNames } from '../../../src-shared/sweeps/rules.ts';
import { sweepSchema } from '../../../src-shared/sweeps/sweep.ts';

/** How settings are tried out and chosen; of no account while none varies. */
export const sweepFormSchema = sweepSchema.pick({ strategy: true, metric: true }).extend({
  /** The number as typed, be it right or wrong. */
  trials: z.number().default(20),
  pruneAfter: z.number().nullable().default(null),
  /** On test streams, settings are chosen on others unless one says so. */
  rule: z.enum(ruleNames).default('validation'),
  /** Whether all other rules are compared with it. */
  compare: z.boolean().default(false),
});
