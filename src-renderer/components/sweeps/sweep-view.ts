import type { SweepChoice, SweepMethod, SweepState, SweepTrial } from '../../../src-shared/api/sweeps.ts';
import { metricDecimals, type Metric } from '../../../src-shared/metrics/metrics.ts';
import type { ChosenOn } from '../../../src-shared/sweeps/chosen.ts';
import { formatNumber } from '../../format.ts';

export type SweepVariable = SweepMethod['variables'][number];

/** All settings that are tried out, each once, in the order of the methods. */
export function variablesOf({ methods }: Pick<SweepState, 'methods'>): SweepVariable[] {
  const all = methods.flatMap(({ variables }) => variables);
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

/** A metric as it is shown, e.g. `62.1`. */
export const metricText = (metric: Metric, value: number): string => formatNumber(value, metricDecimals(metric));

/** The trial that a choice is. */
export const chosenTrial = (
  { trials }: Pick<SweepState, 'trials'>,
  method: string,
  { trial }: Pick<SweepChoice, 'trial'>,
): SweepTrial | undefined => trials.find((one) => one.method === method && one.index === trial);

/** What the sweep's own rule has chosen for a method. */
export const ownChoice = ({ sweep }: Pick<SweepState, 'sweep'>, { choices }: SweepMethod): SweepChoice | undefined =>
  choices.find(({ rule }) => rule === sweep.rule);

/** What New experiment is to be filled in with to use settings: the runs that have them, and on what they were chosen. */
export const useQuery = (trials: readonly SweepTrial[], chosen: ChosenOn): { from: string; chosen: ChosenOn } => ({
  from: trials.flatMap(({ runIds }) => runIds).join(','),
  chosen,
});
