import type { SweepState } from '../api/sweeps.ts';
import { csvText, numberText } from '../csv.ts';
import { metricColumn } from '../metrics/metrics.ts';
import type { TextFile } from '../api/common.ts';
import { ruleNames } from './rules.ts';
import type { Sweep, TrialValue } from './sweep.ts';

type Cell = TrialValue | undefined;

const cellText = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' ? numberText(cell) : String(cell);
};
/** Cells of a row of a file; empty for none. */
export const cellTexts = (cells: readonly Cell[]): string[] => cells.map(cellText);

/** Names of all settings that are tried out. */
const settingsOf = ({ methods }: SweepState): string[] => [
  ...new Set(methods.flatMap(({ variables }) => variables.map(({ name }) => name))),
];

/** A row per trial: its values, the metric over seeds, and what each rule goes by. */
function trialsCsv(state: SweepState): string {
  const { metric, trials, sweep } = state;
  const settings = settingsOf(state);
  const column = metricColumn(metric);
  const head = [
    ...['method', 'trial', ...settings, 'status', column, `${column}_std`],
    ...sweep.seeds.map((seed) => `${column}_seed_${seed}`),
    ...ruleNames.map((rule) => `score_${rule.toLowerCase()}`),
    'runs',
  ];
  const rows = trials.map(({ method, index, values, status, mean, std, perSeed, scores, runIds, validationRunIds }) =>
    cellTexts([
      ...[method, index, ...settings.map((name) => values[name]), status, mean, std],
      ...perSeed,
      ...ruleNames.map((rule) => scores[rule]),
      [...runIds, ...validationRunIds].join(' '),
    ]),
  );
  return csvText([head, ...rows]);
}

/** A row per method and rule: what it chose, on which data, the metric of that setting, and its regret. */
function rulesCsv(state: SweepState): string {
  const settings = settingsOf(state);
  const column = metricColumn(state.metric);
  const head = ['method', 'rule', 'chosen_on', 'trial', ...settings, column, `${column}_std`, `regret_${column}`];
  const rows = state.methods.flatMap(({ name, choices }) =>
    choices.map(({ rule, chosenOn, trial, mean, std, regret }) => {
      const chosen = state.trials.find(({ method, index }) => method === name && index === trial);
      const values = settings.map((setting) => chosen?.values[setting]);
      return cellTexts([name, rule, chosenOn, trial, ...values, mean, std, regret]);
    }),
  );
  return csvText([head, ...rows]);
}

/** A sweep as a file that `lab sweep` reads. */
export const sweepJson = (sweep: Sweep): string => `${JSON.stringify(sweep, null, 2)}\n`;

/** Everything of a sweep as files: trials, rules, and the sweep to repeat it with. */
export function sweepFiles(state: SweepState): TextFile[] {
  const { id } = state.summary;
  const csv = 'text/csv';
  return [
    { name: `${id}-trials.csv`, mime: csv, text: trialsCsv(state) },
    { name: `${id}-rules.csv`, mime: csv, text: rulesCsv(state) },
    { name: `${id}.json`, mime: 'application/json', text: sweepJson(state.sweep) },
  ];
}
