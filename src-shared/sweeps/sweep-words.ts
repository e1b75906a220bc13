import type { SweepMethod, SweepState, SweepTrial } from '../api/sweeps.ts';
import { formatNumber, formatPlain } from '../format.ts';
import { metricDecimals, type Metric } from '../metrics/metrics.ts';
import { chosenOnLabels, markTexts, ruleLabels } from './rule-words.ts';
import type { TrialValue } from './sweep.ts';

/** A value of a setting, as tables show it; empty where a trial doesn't have the setting. */
export function trialValueText(value: TrialValue | undefined): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? formatPlain(value) : value;
}

/** A metric as it is shown, e.g. `62.1`. */
export const metricText = (metric: Metric, value: number): string => formatNumber(value, metricDecimals(metric));

/** The values of a trial by what its settings are called, e.g. `Learning rate 0.01, Batch size 16`. */
export const settingText = (
  { variables }: Pick<SweepMethod, 'variables'>,
  { values }: Pick<SweepTrial, 'values'>,
): string => variables.map(({ name, label }) => `${label} ${trialValueText(values[name])}`).join(', ') || 'as it is';

/** A mean with its deviation over seeds, e.g. `62.1 ± 0.4`; a dash for none. */
export function spreadText({ metric }: SweepState, { mean, std }: Pick<SweepTrial, 'mean' | 'std'>): string {
  if (mean === null) return '–';
  const decimals = metricDecimals(metric);
  return mean.toFixed(decimals) + (std === null ? '' : ` ± ${std.toFixed(decimals)}`);
}

/**
 * Choice of each rule for a method, as far as it is known, and of the sweep's own one in any case: rule, on which data,
 * setting, metric with its mark, regret.
 * @param own stands behind the sweep's own rule
 */
export function ruleRows(
  state: SweepState,
  { name, choices }: SweepMethod,
  own: string,
  settingOf: (trial: SweepTrial) => string,
): string[][] {
  const { sweep, trials, metric } = state;
  return choices
    .filter(({ trial, rule }) => trial !== null || rule === sweep.rule)
    .map((choice) => {
      const { rule, chosenOn, mark, mean, regret } = choice;
      const trial = trials.find(({ method, index }) => method === name && index === choice.trial);
      return [
        ruleLabels[rule] + (rule === sweep.rule ? own : ''),
        chosenOnLabels[chosenOn],
        trial ? settingOf(trial) : '–',
        spreadText(state, choice) + (mean === null ? '' : mark),
        regret === null ? '–' : regret.toFixed(metricDecimals(metric)),
      ];
    });
}

/** The marks that stand behind numbers of a sweep, and what they mean. */
export const marksIn = ({ methods }: Pick<SweepState, 'methods'>): typeof markTexts =>
  markTexts.filter(([mark]) =>
    methods.some(({ choices }) => choices.some((choice) => choice.mark === mark && choice.mean !== null)),
  );
