import { snakeCase } from '../csv.ts';
import { adaptFigures, meanOfKnown, type FiguresUnderWay } from '../run-figures.ts';
import { qualitySchema, type Quality } from './quality.ts';
import { byShift } from '../runs/streams.ts';
import type { ComparedRun } from '../comparison/compared-run.ts';
import { forgettingOf } from './forgetting.ts';
import { corruptionErrors } from './mce.ts';
import type { AdaptRun, Passes, ShiftRecord, ShiftSummary } from '../records.ts';

interface MetricFacts {
  readonly higherIsBetter: boolean;
  /** Stored as a fraction and shown in percent; else as it is. */
  readonly percent: boolean;
  /** Of a whole run only: a single stream has none. */
  readonly ofRun?: true;
}

const higher = { higherIsBetter: true, percent: true };
const lower = { higherIsBetter: false, percent: true };

/** Where a run has its means; known while it is under way, too. */
const averages = { top1: 'averageTop1', top5: 'averageTop5', ece: 'averageEce' } as const;

/** Metrics of a stream and of a run in tables, in the order in which they are offered. */
export const metrics = {
  top1: higher,
  top5: higher,
  worstClass: higher,
  worstShift: { ...higher, ofRun: true },
  mce: { ...lower, ofRun: true },
  ece: lower,
  nll: { higherIsBetter: false, percent: false },
  brier: { higherIsBetter: false, percent: false },
  auroc: higher,
  aupr: higher,
  fpr95: lower,
  aurocEntropy: higher,
  auprEntropy: higher,
  fpr95Entropy: lower,
  aurocEnergy: higher,
  auprEnergy: higher,
  fpr95Energy: lower,
  aurc: lower,
  oodAuroc: higher,
  oodAurocEntropy: higher,
  oodAurocEnergy: higher,
  forwardPasses: { higherIsBetter: false, percent: false },
  backwardPasses: { higherIsBetter: false, percent: false },
  cleanTop1: higher,
  forgetting: higher,
} as const satisfies Readonly<Record<string, MetricFacts>>;

export type Metric = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly Metric[];

/** Those beside accuracy and calibration error, which files have for each run; for streams the worst of them is no number. */
export const furtherRunMetrics = metricNames.filter((name) => !(name in averages));
export const streamMetrics = metricNames.filter((name) => !('ofRun' in metrics[name]));
export const furtherStreamMetrics = furtherRunMetrics.filter((name) => !('ofRun' in metrics[name]));

/** Metrics that are sums of passes, divided by the number of images. */
export const passParts: Readonly<Partial<Record<Metric, keyof Passes>>> = {
  forwardPasses: 'forward',
  backwardPasses: 'backward',
};

const isQuality = (metric: Metric): metric is Metric & keyof Quality => metric in qualitySchema.shape;

/** Figures that finished streams and runs have in common. */
type Figures = Pick<ShiftSummary, 'images' | 'outliers' | 'passes' | 'quality' | 'clean'>;

/** A metric that summaries hold as it is, or per image; null where it isn't known. */
function furtherMetric(metric: Metric, summary: Figures): number | null {
  if (isQuality(metric)) return summary.quality?.[metric] ?? null;
  const { clean, passes, images, outliers = 0 } = summary;
  if (metric === 'cleanTop1') return clean?.top1 ?? null;
  if (metric === 'forgetting') return clean ? forgettingOf(clean) : null;
  const part = passParts[metric];
  return passes && part && images > 0 ? passes[part] / (images + outliers) : null;
}

/** e.g. `top1_percent` or `nll`: what a metric is called in files. */
export function metricColumn(metric: Metric): string {
  const name = snakeCase(metric);
  return metrics[metric].percent ? `${name}_percent` : name;
}

/** A number as it is shown: fractions in percent. */
export function shown(metric: Metric, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  return metrics[metric].percent ? 100 * value : value;
}

/** Decimals that are printed of it. */
export const metricDecimals = (metric: Metric): number => (metrics[metric].percent ? 1 : 3);

/** The accuracy under the shift that has the lowest one, over those that are done. */
function worstShift(shifts: ComparedRun['shifts']): number | null {
  const accuracies = byShift(shifts).flatMap((visits) => metricOfVisits('top1', visits) ?? []);
  return accuracies.length === 0 ? null : Math.min(...accuracies);
}

/** A metric of a finished stream; null where it isn't known. */
export function metricOfShift(metric: Metric, summary: ShiftSummary | null | undefined): number | null {
  if (!summary) return null;
  switch (metric) {
    case 'top1':
    case 'top5':
    case 'ece':
      return summary[metric];
    case 'worstShift':
      return summary.top1;
    case 'mce':
      return null;
    default:
      return furtherMetric(metric, summary);
  }
}

/** The mean of a metric over streams of one shift that a run meets again and again; null where none of them is known. */
export const metricOfVisits = (metric: Metric, visits: readonly Pick<ShiftRecord, 'summary'>[]): number | null =>
  meanOfKnown(visits.map(({ summary }) => metricOfShift(metric, summary)));

/**
 * A metric of a run: the mean over its streams, or the worst of them; null where it isn't known.
 * @param progress of a run under way, newer than its record
 */
export function metricOfRun(metric: Metric, { run, shifts }: ComparedRun, progress?: FiguresUnderWay): number | null {
  switch (metric) {
    case 'top1':
    case 'top5':
    case 'ece':
      return adaptFigures(run, progress)?.[averages[metric]] ?? null;
    case 'worstShift':
      return worstShift(shifts);
    case 'mce':
      return corruptionErrors([{ run, shifts }]).mean;
    default:
      return run.summary ? furtherMetric(metric, run.summary) : null;
  }
}

/** Forward and backward passes per image, e.g. `2 + 0.52`; null where they aren't known. */
export function passesText(run: AdaptRun): string | null {
  const both = (['forwardPasses', 'backwardPasses'] as const).map((metric) => metricOfRun(metric, { run, shifts: [] }));
  return both.includes(null) ? null : both.map((value) => String(Number(value!.toFixed(2)))).join(' + ');
}
