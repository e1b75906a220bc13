import type { SweepMethod, SweepState, SweepTrial } from '../../../src-shared/api/sweeps.ts';
import type { RunDetails } from '../../../src-shared/api/runs.ts';
import { placesOf } from '../../../src-shared/charts/method-looks.ts';
import type { ChartSeries } from '../../../src-shared/charts/types.ts';
import { formatCount } from '../../../src-shared/format.ts';
import { metricLabels } from '../../../src-shared/metrics/metric-words.ts';
import { metricDecimals, metrics } from '../../../src-shared/metrics/metrics.ts';
import { chosenOnLabels, markTexts, ruleLabels } from '../../../src-shared/sweeps/rule-words.ts';
import { valueText } from '../../../src-shared/sweeps/variation-text.ts';
import { reportRows } from './make-sections.ts';
import { lineSection } from './chart-sections.ts';
import { protocolSections, provenanceSections, repeatSection, type NameOf, type OptionLabel } from './run-sections.ts';
import type { FigureSection, Section, TextSection, WordsSection } from './sections.ts';

const settingsText = ({ values }: Pick<SweepTrial, 'values'>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(', ') || 'as it is';

function numberText(mean: number | null, std: number | null, decimals: number): string {
  if (mean === null) return '–';
  return mean.toFixed(decimals) + (std === null ? '' : ` ± ${std.toFixed(decimals)}`);
}

const unitOf = ({ metric }: SweepState): string => `${metricLabels[metric]}${metrics[metric].percent ? ' (%)' : ''}`;

/** What each rule chose for each method, on which data, and what it lost beside the best setting. */
function rulesSection(state: SweepState): WordsSection {
  const { methods, trials, metric, sweep } = state;
  const decimals = metricDecimals(metric);
  const ofMethod = ({ name, choices }: SweepMethod): WordsSection['groups'][number] => ({
    heading: methods.length > 1 ? name : '',
    rows: choices
      .filter(({ trial, rule }) => trial !== null || rule === sweep.rule)
      .map(({ rule, chosenOn, mark, trial, mean, std, regret }) => {
        const chosen = trials.find(({ method, index }) => method === name && index === trial);
        return [
          ruleLabels[rule] + (rule === sweep.rule ? ' (of this sweep)' : ''),
          chosenOnLabels[chosenOn],
          chosen ? settingsText(chosen) : '–',
          numberText(mean, std, decimals) + (mean === null ? '' : mark),
          regret === null ? '–' : regret.toFixed(decimals),
        ];
      }),
  });
  return {
    ...{ kind: 'words', part: 'tables', title: 'What rules choose', name: 'rules' },
    caption: 'What each rule chooses, on which data, what comes of it, and what the best setting has more (regret)',
    columns: ['Rule', 'Chosen on', 'Setting', unitOf(state), 'Regret'],
    groups: methods.map(ofMethod),
  };
}

function marksSection({ methods }: SweepState): TextSection[] {
  const marks = new Set(
    methods.flatMap(({ choices }) => choices.flatMap(({ mark, mean }) => (mean === null ? [] : mark))),
  );
  const lines = markTexts.flatMap(([mark, text]) => (marks.has(mark) ? [`${mark} ${text}`] : []));
  return lines.length === 0 ? [] : [{ kind: 'text', part: 'tables', title: 'What rules choose', tone: 'plain', lines }];
}

/** Every trial with its settings and what came of it. */
function trialsSection(state: SweepState): WordsSection {
  const { trials, methods, metric } = state;
  const decimals = metricDecimals(metric);
  return {
    ...{ kind: 'words', part: 'tables', title: 'Trials', name: 'trials' },
    caption: 'All trials; numbers are means ± standard deviation over seeds',
    columns: ['Trial', 'Setting', unitOf(state), 'Status'],
    groups: methods.map(({ name }) => ({
      heading: methods.length > 1 ? name : '',
      rows: trials
        .filter(({ method }) => method === name)
        .map((trial) => [
          String(trial.index + 1),
          settingsText(trial),
          numberText(trial.mean, trial.std, decimals),
          trial.status,
        ]),
    })),
  };
}

/** What the sweep's rule would have chosen after each trial, as its page draws it. */
function bestSection(state: SweepState): FigureSection[] {
  const { methods, metric, sweep } = state;
  const factor = metrics[metric].percent ? 0.01 : 1;
  const places = placesOf(methods.map(({ method }) => method));
  const series = methods.flatMap(({ name, bestSoFar }, place): ChartSeries[] =>
    bestSoFar.length === 0
      ? []
      : [
          {
            ...{ id: name, name, color: places[place]! },
            x: bestSoFar.map(({ after }) => after + 1),
            y: bestSoFar.map(({ mean }) => factor * mean),
          },
        ],
  );
  if (series.length === 0) return [];
  return [
    lineSection({
      ...{ name: 'best-so-far', title: 'Best so far', series, xLabel: 'Finished trials', xFormat: 'count', xStart: 1 },
      caption: `${metricLabels[metric]} of what the rule of this sweep (${ruleLabels[sweep.rule]}) would have chosen after each trial.`,
      ...{ yLabel: unitOf(state), format: metrics[metric].percent ? 'percent' : 'number' },
    }),
  ];
}

/** A sweep: what its rules choose, its trials, and the protocol and provenance of their runs. */
export function sweepSections(
  state: SweepState,
  details: readonly RunDetails[],
  { nameOf, optionLabel }: { readonly nameOf: NameOf; readonly optionLabel: OptionLabel },
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
    ...bestSection(state),
    trialsSection(state),
    ...protocolSections(reportRows(details, state.metric), optionLabel).slice(-1),
    ...provenanceSections(runs, nameOf),
    { ...repeat, files: { [`${id}.json`]: `${JSON.stringify(state.sweep, null, 2)}\n`, ...repeat.files } },
  ];
}
