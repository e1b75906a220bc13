import { z } from 'zod';
import { distinct } from '../api/common.ts';
import { metricNames } from '../metrics/metrics.ts';
import { runConfigSchema } from '../run-config.ts';
import { ruleNames } from './rules.ts';

/** Null where a setting may be left open. */
export const trialValueSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);
export type TrialValue = z.output<typeof trialValueSchema>;

/** Values to try for a setting: a list, or a range of which a grid takes `steps` values and other strategies any. */
export const variationSchema = z.union([
  z.strictObject({ values: distinct(trialValueSchema).min(1).max(200) }),
  z.strictObject({
    from: z.number(),
    to: z.number(),
    scale: z.enum(['linear', 'log']).default('linear'),
    steps: z.int().min(2).max(200).default(5),
  }),
]);
export type Variation = z.output<typeof variationSchema>;

const variations = z.record(z.string(), variationSchema).default({});

const entrySchema = z.strictObject({
  /** Distinguishes entries of the same method, e.g. `MGTTA, untrained MGG`. */
  name: z.string().min(1).max(60),
  method: runConfigSchema.shape.method,
  mgg: runConfigSchema.shape.mgg,
  /** Options that are the same in all trials. */
  options: runConfigSchema.shape.options,
  /** Options that are tried out. */
  vary: variations,
});
export type SweepEntry = z.output<typeof entrySchema>;

/** The streams on which settings are chosen, where these are not those of the base. */
const validationSchema = runConfigSchema.pick({ dataset: true, shifts: true, images: true });

/** Trials of several methods, and how the best setting of each is chosen: a set of runs that is known by this alone. */
export const sweepSchema = z.strictObject({
  name: z.string().min(1).max(100),
  /** Common part of all runs: where settings are reported, and how. */
  base: runConfigSchema.omit({ method: true, mgg: true, options: true, seed: true }),
  methods: z.array(entrySchema).min(1).max(50),
  /** Settings of runs that are tried out with each method. */
  vary: variations,
  /** Of the runs of each trial. */
  seeds: distinct(z.int().nonnegative()).min(1).max(50).default([2020]),
  strategy: z.enum(['grid', 'random', 'tpe']).default('grid'),
  /** Of each method, where the strategy is no grid. */
  trials: z.int().min(1).max(1000).default(20),
  /** Trials of a method that are proposed at once: more can compute at a time, fewer know more of the earlier ones. */
  parallel: z.int().min(1).max(100).default(4),
  /** Of what random and TPE draw. */
  samplerSeed: z.int().nonnegative().default(0),
  /** A trial ends after so many streams if it is below the median of the method's earlier trials; null for never. */
  pruneAfter: z.int().positive().nullable().default(null),
  metric: z.enum(metricNames).default('top1'),
  /** Rule that chooses the setting of each method and guides TPE and pruning. */
  rule: z.enum(ruleNames).default('oracle'),
  /** Further rules whose choice is compared with it. */
  rules: distinct(z.enum(ruleNames)).default([]),
  validation: validationSchema.nullable().default(null),
});
export type Sweep = z.output<typeof sweepSchema>;
export type SweepInput = z.input<typeof sweepSchema>;

export type SweepBase = Sweep['base'];
export type TrialValues = Readonly<Record<string, TrialValue>>;
