import type { AdaptRun, PretrainRun } from '../../src-shared/records.ts';
import type { RunContents, Store } from '../store/store.ts';
import { batchesCsv } from './export-batches.ts';
import { bundleOf } from './export-bundle.ts';
import { corruptionsCsv } from './export-corruptions.ts';
import { epochsCsv } from './export-epochs.ts';
import { writeFiles } from './export-files.ts';
import { summaryCsv } from './export-summary.ts';

type Of<Run> = Omit<RunContents, 'run'> & { readonly run: Run };
const isAdapt = (contents: RunContents): contents is Of<AdaptRun> => contents.run.kind === 'adapt';
const isPretrain = (contents: RunContents): contents is Of<PretrainRun> => contents.run.kind === 'pretrain';

/** Tables of runs as CSV texts by file name; a table that would be empty is left out. */
export function csvFiles(all: readonly RunContents[]): Record<string, string> {
  const adapted = all.filter(isAdapt);
  const pretrained = all.filter(isPretrain);
  const withShifts = adapted.map(({ run, shifts }) => ({ run, shifts: shifts.map(({ shift }) => shift) }));
  return {
    ...(adapted.length > 0 && {
      'summary.csv': summaryCsv(adapted.map(({ run }) => run)),
      'corruptions.csv': corruptionsCsv(withShifts),
      'corruptions-ece.csv': corruptionsCsv(withShifts, 'ece'),
      'batches.csv': batchesCsv(adapted),
    }),
    ...(pretrained.length > 0 && { 'epochs.csv': epochsCsv(pretrained) }),
  };
}

/** What is written of the runs: tables over all of them, or a bundle of each. */
export type ExportFormat = 'csv' | 'bundle';

/**
 * Exports runs into a folder, in the order given.
 * @returns the paths written
 * @throws LabError `not-found` (run), `no-space`, `bad-input` (folder)
 */
export async function exportRuns(
  store: Store,
  ids: readonly string[],
  folder: string,
  format: ExportFormat = 'csv',
): Promise<string[]> {
  const all = ids.map((id) => store.readContents(id));
  if (format === 'csv') return writeFiles(folder, csvFiles(all));
  return writeFiles(folder, Object.fromEntries(all.map((contents) => [`${contents.run.id}.json`, bundleOf(contents)])));
}
