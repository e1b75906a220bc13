import type { DatasetRecord, FolderReport } from '../../../src-shared/api/data.ts';
import { render } from './run-tables.ts';

const marks = { error: '✗', warning: '!', info: '·' } as const;
const words = { error: 'Error', warning: 'Warning', info: 'Note' } as const;

function headline({ usable, images, classes, stored, domains }: FolderReport): string {
  if (!usable) return 'Can’t be used as it is.';
  const under = domains ? ` in ${stored.length} domains` : ` under each of ${stored.length} shifts`;
  const shifts = stored.length === 0 ? '' : under;
  const count = (many: number, one: string, more: string): string =>
    `${many.toLocaleString('en')} ${many === 1 ? one : more}`;
  return `Can be used: ${count(images, 'image', 'images')} in ${count(classes.length, 'class', 'classes')}${shifts}.`;
}

/** Findings in a folder, a line for each. */
export function folderText(report: FolderReport): string {
  const { path, usable, findings, suggestions, recognised, benchmark, complete } = report;
  const look = recognised
    ? [`Recognised as ${recognised.benchmark}: ${recognised.reason}.`]
    : benchmark === null && usable
      ? ['Recognised as none of the published benchmarks.']
      : [];
  const found = findings.flatMap(({ level, message, hint }) => [
    `  ${marks[level]} ${words[level]}: ${message}`,
    ...(hint === undefined ? [] : [`    ${hint}`]),
  ]);
  const instead =
    suggestions.length === 0 ? [] : ['Use instead:', ...suggestions.map((suggestion) => `  ${suggestion}`)];
  const more = complete ? [] : ['To count everything: --all.'];
  return [path, headline(report), ...look, ...found, ...instead, ...more].join('\n');
}

/** The registered datasets. */
export function datasetsTable(records: readonly DatasetRecord[]): string {
  const folderOf = ({ config }: DatasetRecord): string =>
    config.kind === 'folder' ? config.path : 'comes with the lab';
  const benchmarkOf = ({ config }: DatasetRecord): string =>
    config.kind === 'folder' ? (config.benchmark ?? '–') : '–';
  return render(
    ['Dataset', 'Benchmark', 'Folder', 'Images', 'Classes'],
    records.map((record) => [
      record.name,
      benchmarkOf(record),
      record.problem === null ? folderOf(record) : `${folderOf(record)} (can’t be used)`,
      record.images.toLocaleString('en'),
      record.classes.toLocaleString('en'),
    ]),
    3,
  );
}
