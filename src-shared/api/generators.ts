import { z } from 'zod';
import { generatorViewSchema } from '../generator/view.ts';
import { gradientRecordSchema } from '../gradient-records.ts';
import { query } from './call.ts';
import { idInput } from './common.ts';

const count = z.int().nonnegative();

export const generatorCalls = {
  /**
   * A generator laid open; `mgg` is its id, name or place in configurations, or the path of one that is not listed. With `record`
   * also its responses with memories that a run has stored at a batch. Errors: `not-found`, `bad-checkpoint`, `bad-input`.
   */
  openGenerator: query(
    z.strictObject({
      mgg: z.string().min(1).max(4096),
      record: z.strictObject({ runId: z.string().min(1), position: count, batch: count }).nullable(),
    }),
    generatorViewSchema,
  ),
  /** Records of a run's parameter updates, in the order of batches; empty without records. Errors: `not-found`. */
  getGradients: query(idInput, z.array(gradientRecordSchema)),
};
