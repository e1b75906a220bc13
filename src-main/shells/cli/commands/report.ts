import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LabClient } from '../../../../src-shared/api/contract.ts';
import type { PaperFigures, ReportPart, ReportSubject } from '../../../../src-shared/api/reports.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import type { Metric } from '../../../../src-shared/metrics/metrics.ts';
import { usualSeedOf } from '../../../../src-shared/published/protocols.ts';
import { writeFiles, type FileContent } from '../../../exports/export-files.ts';
import { chosenRuns } from '../chosen-runs.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { whichMgg } from './mgg-show.ts';

export interface ReportFlags extends CommonOptions {
  readonly group?: string;
  readonly suite?: string;
  readonly seeds?: readonly number[];
  readonly sweep?: string;
  /** One generator, or two beside each other. */
  readonly mgg?: readonly string[];
  /** Runs whose records of gradients are shown, in the order of the generators. */
  readonly run?: readonly string[];
  readonly html?: string;
  readonly paper?: string;
  readonly title?: string;
  readonly notes?: string;
  readonly metric?: Metric;
  readonly parts?: ReportPart[];
  readonly width?: number;
  readonly letters?: number;
  readonly font?: PaperFigures['font'];
  readonly dashes?: boolean;
}

function notesIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabError('bad-option', `The notes in ${file} can't be read.`, 'Give a Markdown file.', error);
  }
}

/** Generators beside each other, each with a run. @throws LabError `bad-option` for more than two, `not-found` */
async function generatorsOf(api: LabClient, mggs: readonly string[], runs: readonly string[]): Promise<ReportSubject> {
  const count = Math.max(mggs.length, runs.length);
  if (count > 2) {
    throw new LabError('bad-option', 'A report holds two generators at most.', 'Give --mgg and --run twice at most.');
  }
  const named = await Promise.all(mggs.map((which) => whichMgg(api, which)));
  const found = await Promise.all(runs.map(async (id) => (await api.getRun({ id })).run.id));
  const shown = Array.from({ length: count }, (_, i) => ({ mgg: named[i] ?? null, run: found[i] ?? null }));
  return { kind: 'generator', shown: shown.map((one) => ({ ...one, record: 'last' })) };
}

async function subjectOf(
  api: LabClient,
  ids: readonly string[],
  { suite, seeds, group, sweep, mgg, run }: ReportFlags,
): Promise<ReportSubject> {
  if (suite !== undefined) return { kind: 'suite', id: suite, seeds: [...(seeds ?? [usualSeedOf(suite)])] };
  if (sweep !== undefined) return { kind: 'sweep', id: sweep };
  if (mgg !== undefined || run !== undefined) return generatorsOf(api, mgg ?? [], run ?? []);
  const chosen = await chosenRuns(api, ids, group);
  if (chosen.length > 0) return { kind: 'runs', ids: chosen };
  throw new LabError(
    'bad-option',
    'Nothing to report was given.',
    'Give run ids, --group, --suite, --sweep or --mgg; lab runs, lab suite list, lab sweep list and lab mgg list list them.',
  );
}

/** Files whose names have folders in them. */
async function writeTree(folder: string, files: Readonly<Record<string, FileContent>>): Promise<string[]> {
  const byFolder = Map.groupBy(Object.entries(files), ([name]) => path.dirname(name));
  const written: string[] = [];
  for (const [own, entries] of byFolder) {
    const named = Object.fromEntries(entries.map(([name, content]) => [path.basename(name), content]));
    written.push(...(await writeFiles(path.join(folder, own), named)));
  }
  return written;
}

/** Writes a report of runs, a suite, a sweep or generators: a page to read, files for a paper, or both. */
export function reportCommand(ids: readonly string[], flags: ReportFlags): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const { html, paper, title, notes, metric, parts, width, letters, font, dashes } = flags;
    if (html === undefined && paper === undefined) {
      throw new LabError(
        'bad-option',
        'No destination for the report was given.',
        'Give --html FILE, --paper FOLDER or both.',
      );
    }
    const shared = {
      subject: await subjectOf(api, ids, flags),
      ...(title === undefined ? {} : { title }),
      ...(notes === undefined ? {} : { notes: notesIn(notes) }),
      ...(metric === undefined ? {} : { metric }),
      ...(parts === undefined ? {} : { parts }),
      figures: {
        ...(width === undefined ? {} : { millimetres: width }),
        ...(letters === undefined ? {} : { letters }),
        ...(font === undefined ? {} : { font }),
        ...(dashes === undefined ? {} : { dashes }),
      },
    };
    const made = async (form: 'html' | 'paper'): Promise<Record<string, FileContent>> => {
      const files = await api.makeReport({ ...shared, form });
      return Object.fromEntries(
        files.map((file) => [file.name, 'text' in file ? file.text : Buffer.from(file.data, 'base64')]),
      );
    };
    const written: string[] = [];
    if (html !== undefined) {
      const file = path.resolve(html);
      const [page = ''] = Object.values(await made('html'));
      written.push(...(await writeFiles(path.dirname(file), { [path.basename(file)]: page })));
    }
    if (paper !== undefined) written.push(...(await writeTree(path.resolve(paper), await made('paper'))));
    if (flags.json) printJson(written);
    else written.forEach(print);
  });
}
