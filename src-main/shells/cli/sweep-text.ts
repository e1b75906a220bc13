import type { SweepState, SweepSummary, SweepTrial } from '../../../src-shared/api/sweeps.ts';
import { metricColumn, metricDecimals } from '../../../src-shared/metrics/metrics.ts';
import { chosenOnLabels, markTexts, ruleLabels } from '../../../src-shared/sweeps/rule-words.ts';
import { valueText } from '../../../src-shared/sweeps/variation-text.ts';
import { render } from './run-tables.ts';

export function sweepsTable(sweeps: readonly SweepSummary[]): string {
  return render(
    ['Sweep', 'Methods', 'Trials', 'Done', 'Runs'],
    sweeps.map(({ id, methods, trials, finished, runs }) => [
      ...[id, methods.length > 4 ? `${methods.length} methods` : methods.join(', ')],
      ...[trials, finished, runs].map(String),
    ]),
    2,
  );
}

/** `lr=0.01 lam=0.4`. */
const settingsText = ({ values }: Pick<SweepTrial, 'values'>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ') || 'as it is';

function numberText(mean: number | null, std: number | null, decimals: number): string {
  if (mean === null) return '–';
  return mean.toFixed(decimals) + (std === null ? '' : ` ± ${std.toFixed(decimals)}`);
}

/** Trials as they were proposed, method by method. */
export function trialsTable({ trials, metric }: SweepState): string {
  const decimals = metricDecimals(metric);
  return render(
    ['Method', 'Setting', metricColumn(metric), 'Status'],
    trials.map((trial) => [
      trial.method,
      settingsText(trial),
      numberText(trial.mean, trial.std, decimals),
      trial.status === 'done' ? '' : trial.status,
    ]),
    2,
  );
}

/** What each rule chose for each method, and what it lost beside the best setting. */
export function rulesTable(state: SweepState): string {
  const { methods, trials, metric, sweep } = state;
  const decimals = metricDecimals(metric);
  const rows = methods.flatMap(({ name, choices }) =>
    choices
      .filter(({ trial, rule }) => trial !== null || rule === sweep.rule)
      .map(({ rule, chosenOn, mark, trial, mean, std, regret }) => {
        const chosen = trials.find(({ method, index }) => method === name && index === trial);
        return [
          name,
          ruleLabels[rule] + (rule === sweep.rule ? ' *' : ''),
          chosenOnLabels[chosenOn],
          chosen ? settingsText(chosen) : '–',
          numberText(mean, std, decimals) + (mean === null ? '' : mark),
          regret === null ? '–' : regret.toFixed(decimals),
        ];
      }),
  );
  return render(['Method', 'Rule', 'Chosen on', 'Setting', metricColumn(metric), 'Regret'], rows, 4);
}

/** What stands below the rules: the sweep's own one, and the marks that are in the table. */
export function ruleNotes({ methods, sweep }: SweepState): string[] {
  const marks = new Set(
    methods.flatMap(({ choices }) => choices.flatMap(({ mark, mean }) => (mean === null ? [] : mark))),
  );
  return [
    `* The rule of this sweep: ${ruleLabels[sweep.rule]}.`,
    ...markTexts.flatMap(([mark, text]) => (marks.has(mark) ? [`${mark} ${text}`] : [])),
  ];
}
