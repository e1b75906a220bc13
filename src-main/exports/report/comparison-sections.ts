import type { TestedRow } from '../../../src-shared/api/runs.ts';
import { outcomeOf, rowHeadline } from '../../../src-shared/comparison/outcome.ts';
import type { ComparisonRow } from '../../../src-shared/comparison/rows.ts';
import { hasTests } from '../../../src-shared/comparison/suite-tests.ts';
import { differenceText, isTied, pText, significanceLevel } from '../../../src-shared/comparison/tested-table.ts';
import { comparisonWarnings } from '../../../src-shared/comparison/warnings.ts';
import { formatCount, formatPercent, formatPoints } from '../../../src-shared/format.ts';
import { metricTitles } from '../../../src-shared/metrics/metric-words.ts';
import { metrics, type Metric } from '../../../src-shared/metrics/metrics.ts';
import { oneSeedSentence } from '../../../src-shared/statistics/difference.ts';
import type { TextSection, WordsSection } from './sections.ts';

/** The result of a comparison in a few sentences, and why its numbers may not be comparable. */
export function summarySections(rows: readonly ComparisonRow[]): TextSection[] {
  const runs = rows.flatMap((row) => row.runs);
  const outcome = outcomeOf(
    rows,
    rows.map((row) => rowHeadline(row)),
  );
  const lines = [
    ...(outcome ? [`Best: ${outcome.best.label} with an accuracy of ${formatPercent(outcome.best.accuracy, 2)}.`] : []),
    ...(outcome?.baseline
      ? [
          `${outcome.baseline.label} has ${formatPercent(outcome.baseline.accuracy, 2)}: ${formatPoints(outcome.baseline.delta, 2)} points.`,
        ]
      : []),
    ...(runs.some(({ run }) => run.status !== 'done')
      ? [
          `${formatCount(runs.filter(({ run }) => run.status !== 'done').length, 'run')} not done; numbers of such runs are so far.`,
        ]
      : []),
  ];
  const warnings = comparisonWarnings(rows).map(({ message }) => message);
  const section = (title: string, tone: TextSection['tone'], own: readonly string[]): TextSection[] =>
    own.length === 0 ? [] : [{ kind: 'text', part: 'summary', title, tone, lines: own }];
  return [...section('Result', 'plain', lines), ...section('Not directly comparable', 'warning', warnings)];
}

/** Caption over a table of a metric. */
export function tableCaption(metric: Metric, several: boolean): string {
  const { percent, higherIsBetter } = metrics[metric];
  const unit = percent ? ' in %' : '';
  const spread = several ? ', mean ± standard deviation over seeds' : '';
  return `${metricTitles[metric]}${unit}${spread}; ${higherIsBetter ? 'higher' : 'lower'} is better.`;
}

/** Whether rows really differ. @param baseline place of the row that the others are compared with; −1 for the best */
export function testsSection(
  labels: readonly string[],
  tested: readonly TestedRow[] | undefined,
  baseline: number,
): (WordsSection | TextSection)[] {
  if (!tested || !hasTests(tested)) return [];
  const other = baseline < 0 ? 'the best row' : labels[baseline]!;
  const rows = labels.map((label, place) => {
    const { toBaseline, toBest, isBest, problem } = tested[place]!;
    const test = baseline < 0 ? toBest : toBaseline;
    const standing = isBest ? 'best' : isTied(tested[place]!) ? 'not distinguishable' : toBest ? 'below' : '–';
    if (!test) return [label, problem ?? '–', '–', '–', '–', '–', standing];
    const wilcoxon = test.wilcoxonP === null ? '–' : pText(test.wilcoxonP);
    return [label, differenceText(test), pText(test.p), pText(test.adjustedP), wilcoxon, String(test.seeds), standing];
  });
  const shared = { part: 'tests', title: 'Is the difference real?' } as const;
  const hasOneSeed = tested.some(({ toBest, toBaseline }) => (toBaseline ?? toBest)?.seeds === 1);
  return [
    {
      ...shared,
      kind: 'words',
      name: 'tests',
      caption: `Accuracy against ${other}, paired by seed and image: points with their 95 % interval, and p-values; a difference is real up to p = ${significanceLevel} (Holm).`,
      columns: ['Method', 'Points [95 %]', 'p', 'p (Holm)', 'p (Wilcoxon)', 'Seeds', 'Against the best'],
      groups: [{ heading: '', rows }],
    },
    ...(hasOneSeed ? [{ ...shared, kind: 'text', tone: 'plain', lines: [oneSeedSentence] } as const] : []),
  ];
}
