import { z } from 'zod';

/** RDumb once had the interval of its resets among its options. */
const ownResetSchema = z.looseObject({
  method: z.literal('rdumb'),
  options: z.looseObject({ resetEvery: z.number() }),
  resetEvery: z.number().nullish(),
});
/** Its default behaviour, then as now. */
const usualReset = 1000;

/** The configuration of a run of an earlier version as it is written now; any other value as it is. */
export function upgradeConfig(config: unknown): unknown {
  const earlier = ownResetSchema.safeParse(config);
  if (!earlier.success) return config;
  const { resetEvery: own, ...options } = earlier.data.options;
  const resetEvery = earlier.data.resetEvery ?? (own === usualReset ? null : own);
  return { ...earlier.data, options, resetEvery };
}
