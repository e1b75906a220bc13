import { smooth } from '../curves/smoothing.ts';
import type { ChartSeries } from './types.ts';

/** Lines with the moving average of their values, which stay with them. @param weight 0 for none */
export function smoothSeries(series: readonly ChartSeries[], weight: number): readonly ChartSeries[] {
  if (weight <= 0) return series;
  return series.map((one) => ({
    ...one,
    y: smooth(one.y, weight),
    std: one.std && smooth(one.std, weight),
    raw: one.y,
  }));
}
