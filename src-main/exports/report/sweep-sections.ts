import type { SweepState } from '../../../src-shared/api/sweeps.ts';
import type { RunDetails } from '../../../src-shared/api/runs.ts';
import { metricAxisLabel } from '../../../src-shared/charts/metric-axis.ts';
import { formatCount } from '../../../src-shared/format.ts';
import { sweepJson } from '../../../src-shared/sweeps/sweep-files.ts';
import { marksIn, ruleRows, settingText, spreadText } from '../../../src-shared/sweeps/sweep-words.ts';
import { reportRows } from './make-sections.ts';
import { protocolSections, provenanceSections, repeatSection, type RunWords } from './run-sections.ts';
import { sweepFigures } from './sweep-figures.ts';
import type { Section, TextSection, WordsSection } from './sections.ts';

/** The choice of each rule for each method, its data, and its regret. */
function rulesSection(state: SweepState): WordsSection {
  const { methods } = state;
  return {
    ...{ kind: 'words', part: 'tables', title: 'What rules choose', name: 'rules' },
    caption: 'The choice of each rule, its data, its metric, and its regret against the best setting',
    columns: ['Rule', 'Chosen on', 'Setting', metricAxisLabel(state.metric), 'Regret'],
    groups: methods.map((method) => ({
      heading: methods.length > 1 ? method.name : '',
      rows: ruleRows(state, method, ' (of this sweep)', (trial) => settingText(method, trial)),
    })),
  };
}

function marksSection(state: SweepState): TextSection[] {
  const lines = marksIn(state).map(([mark, text]) => `${mark} ${text}`);
  return lines.length === 0 ? [] : [{ kind: 'text', part: 'tables', title: 'What rules choose', tone: 'plain', lines }];
}

/** Every trial with its settings and results. */
function trialsSection(state: SweepState): WordsSection {
  const { trials, methods } = state;
  return {
    ...{ kind: 'words', part: 'tables', title: 'Trials', name: 'trials' },
    caption: 'All trials; numbers are means ± standard deviation over seeds',
    columns: ['Trial', 'Setting', metricAxisLabel(state.metric), 'Status'],
    groups: methods.map((method) => ({
      heading: methods.length > 1 ? method.name : '',
      rows: trials
        .filter((trial) => trial.method === method.name)
        .map((trial) => [String(trial.index + 1), settingText(method, trial), spreadText(state, trial), trial.status]),
    })),
  };
}

/** A sweep: what its rules choose, its trials, and the protocol and provenance of their runs. */
export function sweepSections(
  state: SweepState,
  details: readonly RunDetails[],
  { nameOf, optionLabel }: RunWords,
): Section[] {
  const runs = details.map(({ run }) => run);
  const { id, name, finished, runs: all } = state.summary;
  const repeat = repeatSection(runs, nameOf, [{ name: `all of ${name}`, command: `lab sweep run ${id}.json` }]);
  return [
    ...(finished < all
      ? [
          {
            ...({ kind: 'text', part: 'summary', title: 'Not finished', tone: 'plain' } as const),
            lines: [`${formatCount(finished, 'run')} of ${all} are done.`],
          },
        ]
      : []),
    rulesSection(state),
    ...marksSection(state),
    ...sweepFigures(state),
    trialsSection(state),
    // Only shared settings: those that differ were tried out, and the trials list them.
    ...protocolSections(reportRows(details, state.metric), optionLabel).filter(
      (section) => section.name === 'settings',
    ),
    ...provenanceSections(runs, nameOf),
    { ...repeat, files: { [`${id}.json`]: sweepJson(state.sweep), ...repeat.files } },
  ];
}
