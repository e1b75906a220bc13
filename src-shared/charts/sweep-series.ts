import type { SweepState } from '../api/sweeps.ts';
import { placesOf } from './method-looks.ts';
import { plotted } from './metric-axis.ts';
import type { ChartSeries } from './types.ts';

/** Places in the palette of the methods of a sweep. */
export const colorsOf = ({ methods }: Pick<SweepState, 'methods'>): number[] =>
  placesOf(methods.map(({ method }) => method));

/** Choice that the sweep's rule would have made after each trial, until the next one: its metric, or its regret. */
export function bestSeries(sweep: SweepState, quantity: 'mean' | 'regret'): ChartSeries[] {
  const colors = colorsOf(sweep);
  return sweep.methods.flatMap(({ name, bestSoFar }, index) =>
    bestSoFar.length === 0
      ? []
      : {
          ...{ id: name, name, color: colors[index]!, stepped: true },
          x: bestSoFar.map(({ after }) => after + 1),
          y: bestSoFar.map((step) => plotted(sweep.metric, step[quantity])),
        },
  );
}
