import type { SuitePart, SuiteState } from '../../../../src-shared/api/lab.ts';
import { suiteFileTable, suiteNumbers, withTests } from '../../../../src-shared/comparison/suite-text.ts';
import { suiteBaseline, suiteTestRows } from '../../../../src-shared/comparison/suite-tests.ts';
import type { Metric } from '../../../../src-shared/metrics/metrics.ts';
import { tableText, type TableFormat } from '../../../../src-shared/comparison/table-text.ts';
import type { LabClient } from '../../../../src-shared/api/contract.ts';
import { usualSeedOf } from '../../../../src-shared/published/protocols.ts';
import { namesFrom } from '../name-lists.ts';
import { reportFailures } from '../failures.ts';
import { follow } from '../follow.ts';
import { mayStyle, note, print, printJson, printText } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { printTests } from '../tests-text.ts';
import { numbersTable } from '../number-table.ts';
import { withheldLines } from '../../../../src-shared/comparison/withheld-text.ts';
import { suitesTable } from '../suites-table.ts';

export interface SuiteFlags extends CommonOptions {
  readonly seeds?: readonly number[];
  readonly format?: TableFormat;
  readonly corruptions?: string[];
  readonly images?: number | 'all';
  readonly cleanImages?: number;
  readonly metric?: Metric;
  readonly test?: boolean;
}

export interface SuiteRunFlags extends SuiteFlags {
  readonly rows?: string[];
  readonly columns?: string[];
}

/** Rows and columns by their names, which may have commas. @throws LabError `not-found` for the suite */
async function cellsOf(api: LabClient, id: string, { seeds = [usualSeedOf(id)], rows, columns }: SuiteRunFlags) {
  if (rows === undefined && columns === undefined) return {};
  const state = await api.getSuite({ id, seeds: [...seeds] });
  const ofRows = state.rows.flatMap((row) => [row.id, row.method]);
  const ofColumns = state.columns.map((column) => column.id);
  return {
    ...(rows === undefined ? {} : { rows: namesFrom(rows, ofRows) }),
    ...(columns === undefined ? {} : { columns: namesFrom(columns, ofColumns) }),
  };
}

/** The part of a suite that flags name. (The parser of flags has no place for null.) */
async function partOf(api: LabClient, id: string, flags: SuiteRunFlags) {
  const { seeds = [usualSeedOf(id)], corruptions, images, cleanImages } = flags;
  const part: SuitePart = {
    ...(await cellsOf(api, id, flags)),
    ...(corruptions === undefined ? {} : { corruptions }),
    ...(images === undefined ? {} : { images: images === 'all' ? null : images }),
    ...(cleanImages === undefined ? {} : { cleanImages }),
  };
  return { id, seeds: [...seeds], part };
}

/** The same as its table shows it. */
const shownPart = async (api: LabClient, id: string, flags: SuiteRunFlags) => ({
  ...(await partOf(api, id, flags)),
  ...(flags.metric === undefined ? {} : { metric: flags.metric }),
});

async function show(api: LabClient, state: SuiteState, { json, format, test }: SuiteFlags): Promise<void> {
  const baseline = suiteBaseline(state);
  const tested = test
    ? await api.testDifferences({ rows: suiteTestRows(state), baseline: baseline < 0 ? null : baseline })
    : undefined;
  if (json) printJson(tested ? { ...state, tests: tested } : state);
  else if (format) {
    const stored = new Map((await api.listRuns({ filter: {} })).map((run) => [run.id, run]));
    printText(
      tableText(
        suiteFileTable(state, (run) => stored.get(run), tested),
        format,
      ),
    );
  } else {
    print(numbersTable(withTests(suiteNumbers(state), state, tested), mayStyle()));
    const labels = state.rows.map(({ label }) => label);
    if (tested) printTests(labels, tested, baseline);
  }
  for (const line of [...state.notes, ...withheldLines(state.withheld)]) note(line);
}

export function suiteListCommand({ json, ...common }: CommonOptions): Promise<void> {
  return withLab(common, async ({ api }) => {
    const suites = await api.listSuites({});
    if (json) printJson(suites);
    else print(suitesTable(suites));
  });
}

export function suiteShowCommand(id: string, flags: SuiteFlags): Promise<void> {
  return withLab(flags, async ({ api }) => {
    await show(api, await api.getSuite(await shownPart(api, id, flags)), flags);
  });
}

/** Runs what is missing of a suite, then shows its table, whatever failed or was stopped. */
export function suiteRunCommand(id: string, flags: SuiteRunFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const { api } = lab;
    const queued = await api.startSuite(await partOf(api, id, flags));
    if (queued.length === 0) note('Everything is done already.');
    const followed = await follow(lab, queued).catch((error: unknown) => ({ error }));
    await show(api, await api.getSuite(await shownPart(api, id, flags)), flags);
    await reportFailures(api, queued, 'suite');
    if ('error' in followed) throw followed.error;
  });
}
