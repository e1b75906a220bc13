import { z } from 'zod';
import { metricNames } from '../metrics/metrics.ts';
import { runRecordSchema } from '../records.ts';
import { ruleNames } from '../sweeps/rules.ts';
import { sweepSchema, trialValueSchema } from '../sweeps/sweep.ts';
import { command, query } from './call.ts';
import { done, idInput, nothing, textFileSchema } from './common.ts';

const count = z.int().nonnegative();
const number = z.number().nullable();
const rule = z.enum(ruleNames);

/** A sweep as it is known by. */
const sweepSummarySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Comes with the lab; it can't be deleted. */
  shipped: z.boolean(),
  createdAt: z.iso.datetime().nullable(),
  methods: z.array(z.string()),
  /** Of all methods, proposed or not. */
  trials: count,
  /** Runs of all trials, and how many of them are done; those that trials which were given up don't need count as done. */
  runs: count,
  finished: count,
  /** Whether any is queued or under way. */
  active: z.boolean(),
});
export type SweepSummary = z.output<typeof sweepSummarySchema>;

const trialStatusSchema = z.enum(['missing', 'queued', 'running', 'done', 'failed', 'pruned']);
export type TrialStatus = z.output<typeof trialStatusSchema>;

const sweepTrialSchema = z.strictObject({
  /** Name of its entry. */
  method: z.string(),
  /** Among those of its method, in the order in which they were proposed. */
  index: count,
  /** By the names of options and settings. */
  values: z.record(z.string(), trialValueSchema),
  status: trialStatusSchema,
  /** Those on the sweep's own streams, by seed, as far as there are any, and those on the validation streams. */
  runIds: z.array(z.string()),
  validationRunIds: z.array(z.string()),
  /** The metric on the sweep's own streams over seeds, as it is shown: percent where it is a fraction. Unbiased std. */
  perSeed: z.array(number),
  mean: number,
  std: number,
  /** Mean over seeds of what each rule goes by, in its own unit (fractions for accuracies). */
  scores: z.partialRecord(rule, number),
});
export type SweepTrial = z.output<typeof sweepTrialSchema>;

const sweepChoiceSchema = z.strictObject({
  rule,
  /** On what it chooses; see `trial-config.ts`. */
  chosenOn: z.enum(['test', 'test-images', 'validation', 'clean']),
  /** Stands behind its numbers; empty for none. */
  mark: z.string(),
  /** Index of the trial; null where none has been measured for this rule. */
  trial: count.nullable(),
  /** The metric of that trial on the sweep's own streams, and what the best trial has more; as shown. */
  mean: number,
  std: number,
  regret: number,
});
export type SweepChoice = z.output<typeof sweepChoiceSchema>;

const sweepMethodSchema = z.strictObject({
  /** Of the entry. */
  name: z.string(),
  method: z.string(),
  variables: z.array(
    z.strictObject({
      name: z.string(),
      label: z.string(),
      /** Of the method; else of the run. */
      isOption: z.boolean(),
      kind: z.enum(['number', 'integer', 'choice', 'boolean']),
      /** Along which it is drawn. */
      scale: z.enum(['linear', 'log', 'list']),
      /** How much it matters for the metric, a share of 1; null where it is not known yet. */
      importance: number,
    }),
  ),
  /** In all. */
  trials: count,
  /** Of all rules, the oracle first. */
  choices: z.array(sweepChoiceSchema),
  /** Best trial by the sweep's own rule after each finished one, and its regret beside the best of all. */
  bestSoFar: z.array(z.strictObject({ after: count, trial: count, mean: z.number(), regret: z.number() })),
});
export type SweepMethod = z.output<typeof sweepMethodSchema>;

const sweepStateSchema = z.strictObject({
  summary: sweepSummarySchema,
  sweep: sweepSchema,
  /** That is shown, and whether more of it is better. */
  metric: z.enum(metricNames),
  higherIsBetter: z.boolean(),
  methods: z.array(sweepMethodSchema),
  /** Those proposed so far, by method. */
  trials: z.array(sweepTrialSchema),
});
export type SweepState = z.output<typeof sweepStateSchema>;

export const sweepCalls = {
  listSweeps: query(nothing, z.array(sweepSummarySchema)),
  /** @param metric shown in place of the sweep's own, which still decides what is tried. Errors: `not-found`. */
  getSweep: query(idInput.extend({ metric: z.enum(metricNames).exactOptional() }), sweepStateSchema),
  /** Checks a sweep and estimates the time of its missing runs, at most. Errors: `bad-option` and those of `checkRun`. */
  estimateSweep: query(
    z.strictObject({ sweep: sweepSchema }),
    z.strictObject({ seconds: z.number().nullable(), basis: z.string(), trials: count, runs: count }),
  ),
  /** Stores a sweep; one that is the same but for its name is returned as it is. Errors: as `estimateSweep`. */
  createSweep: command(z.strictObject({ sweep: sweepSchema }), sweepSummarySchema),
  /**
   * Queues what is to be done next, and goes on by itself as trials end, as long as this lab is open.
   * @param retry whether runs that failed begin anew
   * @returns all runs of the sweep that wait or are under way here; none once it is at its end
   */
  startSweep: command(idInput.extend({ retry: z.boolean().default(true) }), z.array(runRecordSchema)),
  /** Cancels what is queued or under way of a sweep. */
  stopSweep: command(idInput, done),
  /** Forgets a sweep; its runs stay. Errors: `bad-input` for one that comes with the lab. */
  deleteSweep: command(idInput, done),
  /** Trials, rules and the sweep itself as files. */
  exportSweep: query(idInput, z.array(textFileSchema)),
};
