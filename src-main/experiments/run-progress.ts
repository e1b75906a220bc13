import { z } from 'zod';
import type { MethodState } from '../methods/method.ts';
import { streamMetricsSchema } from './metrics.ts';

/** Content of a checkpoint besides the method's state. */
export const progressSchema = z.strictObject({
  /** Of the shift under way. */
  metrics: streamMetricsSchema,
  adaptSeconds: z.number().nonnegative(),
  /** Images of the shift under way that could not be read so far. */
  skipped: z.int().nonnegative(),
  totalSeconds: z.number().nonnegative(),
  /** Batches in the window. */
  held: z.array(z.int().nonnegative()).exactOptional(),
});

/** Without what a method of an earlier version remembered besides. */
export const known = (state: MethodState, start: MethodState): MethodState =>
  Object.fromEntries(Object.entries(state).filter(([name]) => name in start));
