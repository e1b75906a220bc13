import { meanOfKnown } from '../run-figures.ts';
import { metricOfRun, metricOfShift, metrics, type Metric } from '../metrics/metrics.ts';
import type { ComparedRun } from '../comparison/compared-run.ts';
import type { ShiftSummary } from '../records.ts';

/**
 * How the setting of a method is chosen among trials (Cygert et al. 2024). `oracle`: by the metric on the sweep's own streams,
 * which takes their labels. `validation`: by the metric on other streams. `sAcc`: by accuracy on clean images after adaptation.
 * Those without any label: `entropy` (lowest), `consistency` (of predictions of mirrored images), `snd` (soft neighbourhood density).
 */
export const ruleNames = ['oracle', 'validation', 'sAcc', 'entropy', 'consistency', 'snd'] as const;
export type Rule = (typeof ruleNames)[number];

/** Whether a rule takes the higher of two scores. */
export function prefersHigher(rule: Rule, metric: Metric): boolean {
  if (rule === 'entropy') return false;
  return rule === 'oracle' || rule === 'validation' ? metrics[metric].higherIsBetter : true;
}

/** Whether a rule reads the runs on the validation streams; else it reads those on the sweep's own. */
export const readsValidation = (rule: Rule): boolean => rule === 'validation';

/** The score of a finished stream; null where it was not measured. */
function scoreOfStream(rule: Rule, metric: Metric, summary: ShiftSummary | null): number | null {
  switch (rule) {
    case 'oracle':
    case 'validation':
      return metricOfShift(metric, summary);
    case 'sAcc':
      return summary?.clean?.top1 ?? null;
    case 'entropy':
      return summary?.quality?.entropy ?? null;
    case 'consistency':
    case 'snd':
      return summary?.unlabelled?.[rule] ?? null;
  }
}

/** The mean score over the first streams of a run; null until there are so many. */
export function scoreAfter(
  streams: number,
  rule: Rule,
  metric: Metric,
  { shifts }: Pick<ComparedRun, 'shifts'>,
): number | null {
  const done = shifts.filter(({ position, summary }) => position < streams && summary !== null);
  if (done.length < streams) return null;
  return meanOfKnown(done.map(({ summary }) => scoreOfStream(rule, metric, summary)));
}

/** The score of a finished run; null where a stream of it was not measured. */
export function scoreOfRun(rule: Rule, metric: Metric, result: ComparedRun): number | null {
  if (result.run.summary === null) return null;
  if (rule === 'oracle' || rule === 'validation') return metricOfRun(metric, result);
  const measured = result.shifts.filter(({ summary }) => summary !== null && summary.images > 0);
  const scores = measured.map(({ summary }) => scoreOfStream(rule, metric, summary));
  return scores.includes(null) ? null : meanOfKnown(scores);
}
