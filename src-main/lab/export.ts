import type { ExportFormat } from '../../src-shared/api/runs.ts';
import type { AdaptRun, PretrainRun } from '../../src-shared/records.ts';
import type { MeasuredRun, Store } from '../store/store.ts';
import { batchesCsv } from './export-batches.ts';
import { bundleOf } from './export-bundle.ts';
import { corruptionsCsv } from './export-corruptions.ts';
import { epochsCsv } from './export-epochs.ts';
import { summaryCsv } from './export-summary.ts';

type Of<Run> = Omit<MeasuredRun, 'run'> & { readonly run: Run };
const isAdapt = (measured: MeasuredRun): measured is Of<AdaptRun> => measured.run.kind === 'adapt';
const isPretrain = (measured: MeasuredRun): measured is Of<PretrainRun> => measured.run.kind === 'pretrain';

/** Texts by file name. */
export type Files = Readonly<Record<string, string>>;

/** Tables of runs as CSV; a table that would be empty is left out. */
export function csvFiles(all: readonly MeasuredRun[]): Files {
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

/**
 * What an export of runs consists of, in the order given: tables over all of them, or a file for each.
 * @throws LabError `not-found` (run), `store`
 */
export function exportFiles(store: Store, ids: readonly string[], format: ExportFormat): Files {
  const perRun = (name: (id: string) => string, text: (id: string) => string): Files =>
    Object.fromEntries(ids.map((id) => store.getRun(id).id).map((id) => [name(id), text(id)]));
  switch (format) {
    case 'csv':
      return csvFiles(ids.map((id) => store.readMeasured(id)));
    case 'bundle':
      return perRun(
        (id) => `${id}.json`,
        (id) => bundleOf(store.readContents(id)),
      );
    case 'config':
      return perRun(
        (id) => `${id}.config.json`,
        (id) => `${JSON.stringify(store.getRun(id).config, null, 2)}\n`,
      );
  }
}
