import { metricLabels } from '../metrics/metric-words.ts';
import { metrics, type Metric } from '../metrics/metrics.ts';

/** How charts print a metric. */
export const metricFormat = (metric: Metric): 'percent' | 'number' => (metrics[metric].percent ? 'percent' : 'number');

/** A metric with its unit, as an axis of it is called. */
export const metricAxisLabel = (metric: Metric): string =>
  metrics[metric].percent ? `${metricLabels[metric]} (%)` : metricLabels[metric];

/** A metric that is in percent, where it is, as charts take it: as a fraction. */
export const plotted = (metric: Metric, value: number): number => (metrics[metric].percent ? value / 100 : value);
