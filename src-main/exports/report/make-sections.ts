import type { SuiteState } from '../../../src-shared/api/lab.ts';
import type { RunCurve, RunDetails, TestedRow } from '../../../src-shared/api/runs.ts';
import { comparedCategories } from '../../../src-shared/charts/comparison-charts.ts';
import { drawnRuns, placesOfRows } from '../../../src-shared/charts/row-runs.ts';
import type { ComparedRun } from '../../../src-shared/comparison/compared-run.ts';
import { comparisonColumns, comparisonTable, withoutErrors } from '../../../src-shared/comparison/comparison-table.ts';
import { comparisonRows, type ComparisonRow } from '../../../src-shared/comparison/rows.ts';
import { suiteFileTable, suiteNumbers } from '../../../src-shared/comparison/suite-text.ts';
import { testedTable } from '../../../src-shared/comparison/tested-table.ts';
import { withheldLines } from '../../../src-shared/comparison/withheld-text.ts';
import { formatCount } from '../../../src-shared/format.ts';
import type { Metric } from '../../../src-shared/metrics/metrics.ts';
import { shiftText } from '../../../src-shared/protocol.ts';
import { barsSection, curvesSection, lossesSection, suiteFigures } from './chart-sections.ts';
import { summarySections, tableCaption, testsSection } from './comparison-sections.ts';
import { protocolSections, provenanceSections, repeatSection, type RunWords } from './run-sections.ts';
import type { Section } from './sections.ts';

interface Tests {
  /** By row; undefined where nothing was tested. */
  readonly tested: readonly TestedRow[] | undefined;
  /** Place of the row that the others are compared with; −1 for none. */
  readonly baseline: number;
}

const comparedOf = (details: readonly RunDetails[]): ComparedRun[] =>
  details.flatMap(({ run, shifts }) => (run.kind === 'adapt' ? [{ run, shifts }] : []));

/** The rows that the adaptation runs of a report make. */
export const reportRows = (details: readonly RunDetails[], metric: Metric): ComparisonRow[] =>
  comparisonRows(comparedOf(details), metric);

/** A selection of runs as Compare shows it. */
export function runsSections(
  details: readonly RunDetails[],
  curves: readonly RunCurve[],
  { metric, rows, tested, baseline, nameOf, optionLabel }: RunWords & Tests & { metric: Metric; rows: ComparisonRow[] },
): Section[] {
  const runs = details.map(({ run }) => run);
  const compared = comparedOf(details);
  const pretrainings = runs.filter((run) => run.kind === 'pretrain');
  const curveById = new Map(curves.map((curve) => [curve.runId, curve]));
  const columns = comparisonColumns(compared, metric);
  const plain = comparisonTable(rows, columns, metric);
  const table = tested && metric === 'top1' ? testedTable(plain, tested) : plain;
  const places = placesOfRows(rows);
  const named = rows.map(({ id, label }, place) => ({ id, label, color: places[place]! }));
  const drawn = drawnRuns(rows, (id) => curveById.get(id));
  const errors = metric === 'mce' ? withoutErrors(rows) : [];
  const adapted: Section[] =
    rows.length === 0
      ? []
      : [
          ...summarySections(rows),
          {
            ...{ kind: 'numbers', part: 'tables', title: 'Methods and corruptions', name: 'results', table },
            caption: tableCaption(
              metric,
              rows.some((row) => row.runs.length > 1),
            ),
          },
          ...(errors.length === 0
            ? []
            : [
                {
                  kind: 'text',
                  part: 'tables',
                  title: 'Methods and corruptions',
                  tone: 'plain',
                  lines: errors,
                } as const,
              ]),
          ...testsSection(
            rows.map(({ label }) => label),
            tested,
            baseline,
          ),
          ...curvesSection(
            drawn,
            compared.every(({ run }) => run.config.policy === 'reset'),
          ),
          ...barsSection(
            table,
            named,
            comparedCategories(columns, (corruption, severity) => shiftText({ corruption, severity })),
            metric,
          ),
        ];
  return [
    ...adapted,
    ...lossesSection(pretrainings, (id) => curveById.get(id), nameOf),
    ...protocolSections(rows, optionLabel),
    ...provenanceSections(runs, nameOf),
    repeatSection(runs, nameOf),
  ];
}

/** A suite as its page shows it, with the protocol and provenance of its runs. @param command that runs all of it */
export function suiteSections(
  state: SuiteState,
  details: readonly RunDetails[],
  { tested, baseline, nameOf, optionLabel, command }: RunWords & Tests & { command: string },
): Section[] {
  const runs = details.map(({ run }) => run);
  const byId = new Map(runs.map((run) => [run.id, run]));
  const table = suiteFileTable(state, (id) => byId.get(id), tested);
  const title = state.summary.title;
  const { finished, runs: all } = state.summary;
  const open = finished < all ? [`${formatCount(finished, 'run')} of ${all} are done.`] : [];
  const notes = [...open, ...state.notes, ...withheldLines(state.withheld)];
  const several = state.cells.some(({ std }) => std !== null);
  return [
    ...(notes.length > 0
      ? [{ kind: 'text', part: 'summary', title: 'What to know of the table', tone: 'plain', lines: notes } as const]
      : []),
    {
      ...{ kind: 'numbers', part: 'tables', title: 'Table', name: 'results', table },
      caption: `${title}. ${tableCaption(state.metric, several)}${
        state.cells.some(({ published }) => published !== null) ? ' In brackets: published values.' : ''
      }`,
    },
    ...testsSection(
      state.rows.map(({ label }) => label),
      tested,
      baseline,
    ),
    ...suiteFigures(state, suiteNumbers(state)),
    ...protocolSections(reportRows(details, state.metric), optionLabel),
    ...provenanceSections(runs, nameOf),
    repeatSection(runs, nameOf, [{ name: `all of ${title}`, command }]),
  ];
}
