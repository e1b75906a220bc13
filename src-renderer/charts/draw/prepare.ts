import type { Curve } from '../../../src-shared/curves/columns.ts';
import { smooth } from '../../../src-shared/curves/smoothing.ts';
import type { ChartSeries } from '../types.ts';

/** A series ready to be drawn: smoothed, with its place in the palette. */
export interface PreparedSeries {
  readonly id: string;
  readonly name: string;
  readonly place: number;
  readonly drawn: Curve;
  readonly std: readonly (number | null)[] | undefined;
  /** What was smoothed; undefined without smoothing. */
  readonly raw: Curve | undefined;
  /** What the last value is of. */
  readonly ending: string | undefined;
}

/** @param smoothing weight of the moving average, 0 for none */
export function prepareSeries(series: readonly ChartSeries[], smoothing: number): PreparedSeries[] {
  return series.map(({ id, name, x, y, std, color, ending }, index) => ({
    id,
    name,
    place: color ?? index,
    drawn: { x, y: smooth(y, smoothing) },
    std: std && smooth(std, smoothing),
    raw: smoothing > 0 ? { x, y } : undefined,
    ending,
  }));
}

/** First and last x of some series; undefined where there is no point. */
export function xDomain(series: readonly PreparedSeries[]): { min: number; max: number } | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const { drawn } of series) {
    if (drawn.x.length === 0) continue;
    min = Math.min(min, drawn.x[0]!);
    max = Math.max(max, drawn.x.at(-1)!);
  }
  return min > max ? undefined : { min, max };
}
