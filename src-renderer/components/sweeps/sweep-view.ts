import type { SweepChoice, SweepMethod, SweepState, SweepTrial } from '../../../src-shared/api/sweeps.ts';
import { metricDecimals, metrics, type Metric } from '../../../src-shared/metrics/metrics.ts';
import type { ChosenOn } from '../../../src-shared/sweeps/chosen.ts';
import type { TrialValue } from '../../../src-shared/sweeps/sweep.ts';
import { formatNumber } from '../../format.ts';
import { numberText } from '../ui/number-text.ts';

export type SweepVariable = SweepMethod['variables'][number];

/** A value of a setting, as tables and axes show it. */
export function trialValueText(value: TrialValue | undefined): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? numberText(value) : value;
}

/** The values of a trial in words, e.g. `lr 0.01, wd 0`. */
export const settingText = ({ values }: Pick<SweepTrial, 'values'>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${trialValueText(value)}`)
    .join(', ');

/** All settings that are tried out, each once, in the order of the methods. */
export function variablesOf({ methods }: Pick<SweepState, 'methods'>): SweepVariable[] {
  const all = methods.flatMap(({ variables }) => variables);
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

/** A metric as it is shown, e.g. `62.1`. */
export const metricText = (metric: Metric, value: number): string => formatNumber(value, metricDecimals(metric));

/** A shown metric as charts take it: fractions where it is in percent. */
export const plotted = (metric: Metric, value: number): number => (metrics[metric].percent ? value / 100 : value);

export const plotFormat = (metric: Metric): 'percent' | 'number' => (metrics[metric].percent ? 'percent' : 'number');

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
