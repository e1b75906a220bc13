import { metrics, type Metric } from '../metrics/metrics.ts';
import { prefersHigher, type Rule } from './rules.ts';

/** A finished trial, as rules see it; all numbers are means over seeds. */
export interface ScoredTrial {
  readonly index: number;
  /** The metric on the sweep's own streams; null where it isn't known. */
  readonly metric: number | null;
  readonly scores: Readonly<Partial<Record<Rule, number | null>>>;
}

const isBetter = (a: number, b: number, higher: boolean): boolean => (higher ? a > b : a < b);

/** The trial with the best score, the first of equals; undefined where none has one. */
function chooseTrial<Scored extends ScoredTrial>(
  trials: readonly Scored[],
  rule: Rule,
  metric: Metric,
): Scored | undefined {
  const higher = prefersHigher(rule, metric);
  return trials.reduce<Scored | undefined>((best, trial) => {
    const score = trial.scores[rule] ?? null;
    if (score === null || trial.metric === null) return best;
    return !best || isBetter(score, best.scores[rule]!, higher) ? trial : best;
  }, undefined);
}

/** The choice of a rule for a method, and its regret. */
export interface Choice {
  /** Null where no trial has a score. */
  readonly trial: number | null;
  readonly metric: number | null;
  /** Of the metric, 0 for the oracle's choice; never below. */
  readonly regret: number | null;
}

/** Difference to the oracle's trial in the metric; positive means worse. */
function regretOf(chosen: ScoredTrial, oracle: ScoredTrial, metric: Metric): number {
  const gap = oracle.metric! - chosen.metric!;
  // −0 would be shown.
  if (gap === 0) return 0;
  return metrics[metric].higherIsBetter ? gap : -gap;
}

/** The choice of a rule beside that of the oracle. */
export function choiceOf(trials: readonly ScoredTrial[], rule: Rule, metric: Metric): Choice {
  const chosen = chooseTrial(trials, rule, metric);
  const oracle = chooseTrial(trials, 'oracle', metric);
  if (!chosen || !oracle) return { trial: null, metric: null, regret: null };
  return { trial: chosen.index, metric: chosen.metric, regret: regretOf(chosen, oracle, metric) };
}

/** After each trial, which one a rule would have chosen so far, and its regret beside the best of all trials. */
export function bestSoFar(
  trials: readonly ScoredTrial[],
  rule: Rule,
  metric: Metric,
): { readonly after: number; readonly trial: number; readonly metric: number; readonly regret: number }[] {
  const oracle = chooseTrial(trials, 'oracle', metric);
  if (!oracle) return [];
  return trials.flatMap((last, i) => {
    const chosen = chooseTrial(trials.slice(0, i + 1), rule, metric);
    if (!chosen) return [];
    const regret = regretOf(chosen, oracle, metric);
    return [{ after: last.index, trial: chosen.index, metric: chosen.metric!, regret }];
  });
}
