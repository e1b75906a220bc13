import { snakeCase } from '../csv.ts';
import { adaptFigures, meanOfKnown, type FiguresUnderWay } from '../run-figures.ts';
import { qualitySchema, type Quality } from './quality.ts';
import type { AdaptRun, Passes, ShiftRecord, ShiftSummary } from '../records.ts';

interface MetricFacts {
  readonly higherIsBetter: boolean;
  /** Stored as a fraction and shown in percent; else as it is. */
  readonly percent: boolean;
}

const higher = { higherIsBetter: true, percent: true };
const lower = { higherIsBetter: false, percent: true };

/** What tables show of a stream and of a run, in the order in which it is offered. */
export const metrics = {
  top1: higher,
  top5: higher,
  worstClass: higher,
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
  forwardPasses: { higherIsBetter: false, percent: false },
  backwardPasses: { higherIsBetter: false, percent: false },
} as const satisfies Readonly<Record<string, MetricFacts>>;

export type Metric = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly Metric[];

/** Those that files show besides accuracy and calibration error. */
export const furtherMetrics = metricNames.filter((name) => !['top1', 'top5', 'ece'].includes(name));

/** Metrics that are sums of passes, divided by the number of images. */
export const passParts: Readonly<Partial<Record<Metric, keyof Passes>>> = {
  forwardPasses: 'forward',
  backwardPasses: 'backward',
};

const isQuality = (metric: Metric): metric is Metric & keyof Quality => metric in qualitySchema.shape;

/** What of a finished stream or run is the same for both. */
type Figures = Pick<ShiftSummary, 'images' | 'passes' | 'quality'>;

/** A metric that summaries hold as it is, or per image; null where it isn't known. */
function furtherMetric(metric: Exclude<Metric, 'top1' | 'top5' | 'ece'>, summary: Figures): number | null {
  if (isQuality(metric)) return summary.quality?.[metric] ?? null;
  const { passes, images } = summary;
  const part = passParts[metric];
  return passes && part && images > 0 ? passes[part] / images : null;
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

/** A metric of a finished stream; null where it isn't known. */
export function metricOfShift(metric: Metric, summary: ShiftSummary | null | undefined): number | null {
  if (!summary) return null;
  if (metric === 'top1' || metric === 'top5' || metric === 'ece') return summary[metric];
  return furtherMetric(metric, summary);
}

/** The mean of a metric over streams of one shift that a run meets again and again; null where none of them is known. */
export const metricOfVisits = (metric: Metric, visits: readonly Pick<ShiftRecord, 'summary'>[]): number | null =>
  meanOfKnown(visits.map(({ summary }) => metricOfShift(metric, summary)));

const averages = { top1: 'averageTop1', top5: 'averageTop5', ece: 'averageEce' } as const;

/**
 * A metric of a run, the mean over its streams; null where it isn't known.
 * @param progress of a run under way, newer than its record
 */
export function metricOfRun(metric: Metric, run: AdaptRun, progress?: FiguresUnderWay): number | null {
  if (metric === 'top1' || metric === 'top5' || metric === 'ece') {
    return adaptFigures(run, progress)?.[averages[metric]] ?? null;
  }
  return run.summary ? furtherMetric(metric, run.summary) : null;
}

/** Forward and backward passes per image, e.g. `2 + 0.52`; null where they aren't known. */
export function passesText(run: AdaptRun): string | null {
  const both = [metricOfRun('forwardPasses', run), metricOfRun('backwardPasses', run)];
  return both.includes(null) ? null : both.map((value) => String(Number(value!.toFixed(2)))).join(' + ');
}
