import type { SweepState, SweepSummary, SweepTrial } from '../../../src-shared/api/sweeps.ts';
import { metricColumn } from '../../../src-shared/metrics/metrics.ts';
import { ruleLabels } from '../../../src-shared/sweeps/rule-words.ts';
import { marksIn, ruleRows, spreadText } from '../../../src-shared/sweeps/sweep-words.ts';
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
export const settingsText = ({ values }: Pick<SweepTrial, 'values'>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ') || 'as it is';

/** Trials as they were proposed, method by method. */
export function trialsTable(state: SweepState): string {
  return render(
    ['Method', 'Setting', metricColumn(state.metric), 'Status'],
    state.trials.map((trial) => [
      trial.method,
      settingsText(trial),
      spreadText(state, trial),
      trial.status === 'done' ? '' : trial.status,
    ]),
    2,
  );
}

/** The choice of each rule for each method, and its regret. */
export function rulesTable(state: SweepState): string {
  const rows = state.methods.flatMap((method) =>
    ruleRows(state, method, ' *', settingsText).map((cells) => [method.name, ...cells]),
  );
  return render(['Method', 'Rule', 'Chosen on', 'Setting', metricColumn(state.metric), 'Regret'], rows, 4);
}

/** Notes below the rules: the sweep's own rule, and the marks used in the table. */
export const ruleNotes = (state: SweepState): string[] => [
  `* The rule of this sweep: ${ruleLabels[state.sweep.rule]}.`,
  ...marksIn(state).map(([mark, text]) => `${mark} ${text}`),
];
