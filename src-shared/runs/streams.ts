import type { RunConfig } from '../run-config.ts';

/** A stream that a run has or will have, by its place in the run. */
export interface PlannedStream {
  readonly position: number;
  readonly corruption: string;
  readonly severity: number;
}

/** The streams of a run in their order; of shifts in one stream there is one, called `mixed`. */
export function plannedStreams({ order, shifts }: Pick<RunConfig, 'order' | 'shifts'>): PlannedStream[] {
  if (order === 'mixed') {
    return [{ position: 0, corruption: 'mixed', severity: Math.max(...shifts.map(({ severity }) => severity)) }];
  }
  return shifts.map((shift, position) => ({ position, ...shift }));
}
