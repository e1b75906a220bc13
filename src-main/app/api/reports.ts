import type { CheckedInput, LabApi } from '../../../src-shared/api/contract.ts';
import type { ShownGenerator } from '../../../src-shared/api/reports.ts';
import type { RunDetails } from '../../../src-shared/api/runs.ts';
import { commandText } from '../../../src-shared/command-words.ts';
import { namesApart } from '../../../src-shared/comparison/names.ts';
import { optionLabel } from '../../../src-shared/comparison/option-label.ts';
import { sourceRow } from '../../../src-shared/comparison/outcome.ts';
import { suiteBaseline, suiteTestRows } from '../../../src-shared/comparison/suite-tests.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { markedName } from '../../../src-shared/external-run.ts';
import { formatCount } from '../../../src-shared/format.ts';
import { shiftText } from '../../../src-shared/protocol.ts';
import { usualSeedOf } from '../../../src-shared/published/protocols.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import type { OpenedGenerator } from '../../exports/report/generator-sections.ts';
import type { RunWords } from '../../exports/report/run-sections.ts';
import type { Report, Section } from '../../exports/report/sections.ts';
import { labVersion } from '../../platform/version.ts';

type Asked = Pick<
  LabApi,
  | 'getRun'
  | 'getCurves'
  | 'getGradients'
  | 'getSuite'
  | 'getSweep'
  | 'listMethods'
  | 'listRuns'
  | 'openGenerator'
  | 'testDifferences'
>;
type Input = CheckedInput<'makeReport'>;
type SuiteInput = Extract<Input['subject'], { kind: 'suite' }>;

/** Limit of runs in one report. */
const mostRuns = 300;
/** Limit of rows in a table of tests. */
const mostRows = 100;

/** Names of runs among all others, as in the window. */
async function namesOf(api: Asked, runs: readonly RunRecord[]): Promise<(run: RunRecord) => string> {
  const filter = { namesakesOf: runs.map(({ id }) => id), limit: 300 };
  const others = runs.length === 0 ? [] : await api.listRuns({ filter });
  const apart = namesApart([...new Map([...others, ...runs].map((run) => [run.id, run])).values()]);
  return (run) => markedName(apart.get(run.id) ?? run.name, run);
}

interface Read {
  readonly details: RunDetails[];
  readonly words: RunWords;
}

/** The runs of a report, and what they and their settings are called. @throws LabError `bad-input` for too many */
async function readRuns(api: Asked, ids: readonly string[]): Promise<Read> {
  if (ids.length > mostRuns) {
    throw new LabError('bad-input', `${ids.length} runs are too many for a report.`, `Choose ${mostRuns} at most.`);
  }
  const details = await Promise.all(ids.map((id) => api.getRun({ id })));
  const nameOf = await namesOf(
    api,
    details.map(({ run }) => run),
  );
  return { details, words: { nameOf, optionLabel: optionLabel(await api.listMethods({})) } };
}

/** Nothing where there is nothing to compare. */
async function testsOf(api: Asked, rows: string[][], baseline: number, wanted: boolean) {
  if (!wanted || rows.length < 2 || rows.length > mostRows) return undefined;
  return api.testDifferences({ rows, baseline: baseline < 0 ? null : baseline });
}

interface Found {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: Section[];
}

async function ofRuns(api: Asked, ids: readonly string[], { metric: asked, parts }: Input): Promise<Found> {
  const metric = asked ?? 'top1';
  const { reportRows, runsSections } = await import('../../exports/report/make-sections.ts');
  const { details, words } = await readRuns(api, ids);
  const runs = details.map(({ run }) => run);
  const rows = reportRows(details, metric);
  const baseline = sourceRow(rows);
  const sections = runsSections(details, parts.includes('figures') ? await api.getCurves({ ids: [...ids] }) : [], {
    ...{ metric, rows, baseline, ...words },
    tested: await testsOf(
      api,
      rows.map((row) => row.runs.map(({ run }) => run.id)),
      baseline,
      parts.includes('tests'),
    ),
  });
  const groups = [...new Set(runs.map(({ group }) => group))];
  const title = groups.length === 1 && groups[0] ? groups[0] : 'Report of runs';
  const methods = formatCount(new Set(runs.map(({ method }) => method)).size, 'method');
  return { title, subtitle: `${formatCount(runs.length, 'run')}, ${methods}`, sections };
}

async function ofSuite(api: Asked, { id, seeds, part }: SuiteInput, { metric, parts }: Input): Promise<Found> {
  const { suiteSections } = await import('../../exports/report/make-sections.ts');
  const state = await api.getSuite({ id, seeds, metric: metric ?? 'top1', ...(part ? { part } : {}) });
  const ids = [...new Set(state.cells.flatMap(({ runIds }) => runIds))];
  const { details, words } = await readRuns(api, ids);
  const baseline = suiteBaseline(state);
  const usual = seeds.length === 1 && seeds[0] === usualSeedOf(id);
  const sections = suiteSections(state, details, {
    ...{ baseline, ...words },
    tested: await testsOf(api, suiteTestRows(state), baseline, parts.includes('tests')),
    command: commandText([
      ...['lab', 'suite', 'run', id],
      ...(usual ? [] : ['--seeds', seeds.join(',')]),
      ...(part?.corruptions ? ['--corruptions', part.corruptions.join(',')] : []),
      ...(part?.images === undefined ? [] : ['--images', part.images === null ? 'all' : String(part.images)]),
    ]),
  });
  const { title } = state.summary;
  return { title, subtitle: `Suite ${id}, ${formatCount(details.length, 'run')}, seed ${seeds.join(', ')}`, sections };
}

async function ofSweep(api: Asked, id: string, { metric }: Input): Promise<Found> {
  const { sweepSections } = await import('../../exports/report/sweep-sections.ts');
  const state = await api.getSweep({ id, ...(metric && { metric }) });
  const ids = [...new Set(state.trials.flatMap(({ runIds, validationRunIds }) => [...runIds, ...validationRunIds]))];
  const { details, words } = await readRuns(api, ids);
  const { name, trials } = state.summary;
  return {
    title: name,
    subtitle: `Sweep of ${formatCount(trials, 'trial')}, ${formatCount(ids.length, 'run')}`,
    sections: sweepSections(state, details, words),
  };
}

/** A generator with what its run has recorded. @throws LabError `not-found`, `bad-checkpoint`; `bad-input` for nothing to show */
async function openShown(api: Asked, { mgg, run: runId, record }: ShownGenerator): Promise<OpenedGenerator> {
  const details = runId === null ? undefined : await api.getRun({ id: runId });
  const records = runId === null ? [] : await api.getGradients({ id: runId });
  if (mgg === null && records.length === 0) {
    throw new LabError(
      'bad-input',
      runId === null
        ? 'There is neither a generator nor a run to report.'
        : `Run ${runId} holds no records of gradients.`,
      'Choose a generator, or a run with records of gradients.',
    );
  }
  const streams = new Map(details?.shifts.map((shift) => [shift.position, shiftText(shift)]));
  const of = { details, records, streams };
  if (mgg === null) return { ...of, view: undefined };
  const start = await api.openGenerator({ mgg, record: null });
  const isItsOwn = details?.run.kind === 'adapt' && details.run.config.mgg === start.mgg;
  const place = record === 'last' ? records.findLast(({ memories }) => memories.length > 0) : record;
  if (runId === null || !isItsOwn || place === 'none' || place === undefined) return { ...of, view: start };
  const { position, batch } = place;
  return { ...of, view: await api.openGenerator({ mgg, record: { runId, position, batch } }) };
}

async function ofGenerators(api: Asked, shown: readonly ShownGenerator[]): Promise<Found> {
  const { generatorSections, sideLabels } = await import('../../exports/report/generator-sections.ts');
  const opened: OpenedGenerator[] = [];
  for (const one of shown) opened.push(await openShown(api, one));
  const { words } = await readRuns(api, [...new Set(shown.flatMap(({ run }) => run ?? []))]);
  return {
    title: sideLabels(opened, words).join(' and '),
    subtitle: shown.length > 1 ? 'Two generators compared' : 'Inspection of a generator',
    sections: generatorSections(opened, words),
  };
}

function foundOf(api: Asked, input: Input): Promise<Found> {
  const { subject } = input;
  switch (subject.kind) {
    case 'runs':
      return ofRuns(api, subject.ids, input);
    case 'suite':
      return ofSuite(api, subject, input);
    case 'sweep':
      return ofSweep(api, subject.id, input);
    case 'generator':
      return ofGenerators(api, subject.shown);
  }
}

const mimes: Readonly<Record<string, string>> = {
  ...{ tex: 'application/x-tex', svg: 'image/svg+xml', csv: 'text/csv', json: 'application/json', md: 'text/markdown' },
  ...{ pdf: 'application/pdf' },
};
const mimeOf = (name: string): string => mimes[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain';

/** A title as the name of a file: letters and digits of any script, and hyphens. */
const fileStem = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80) || 'report';

/** Reports to hand on: of runs as Compare shows them, of suites and of sweeps. */
export function reportsApi(api: Asked): Pick<LabApi, 'makeReport'> {
  return {
    async makeReport(input) {
      const { title, notes, parts, form, figures } = input;
      const found = await foundOf(api, input);
      const report: Report = {
        title: title === '' ? found.title : title,
        subtitle: found.subtitle,
        madeAt: new Date().toISOString(),
        labVersion: labVersion(),
        notes,
        sections: found.sections.filter(({ part }) => parts.includes(part)),
      };
      if (form === 'html') {
        const { reportHtml } = await import('../../exports/report/report-html.ts');
        return [{ name: `${fileStem(report.title)}.html`, mime: 'text/html', text: reportHtml(report) }];
      }
      const { paperFiles } = await import('../../exports/report/paper-files.ts');
      return Object.entries(paperFiles(report, figures)).map(([name, content]) =>
        typeof content === 'string'
          ? { name, mime: mimeOf(name), text: content }
          : { name, mime: mimeOf(name), data: Buffer.from(content).toString('base64') },
      );
    },
  };
}
