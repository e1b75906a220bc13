import path from 'node:path';
import { tidyCsv } from '../../src-shared/comparison/tidy-csv.ts';
import type { ExportFormat } from '../../src-shared/api/runs.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { AdaptRun, PretrainRun, RunRecord } from '../../src-shared/records.ts';
import { hashOfSource } from '../own/own-source.ts';
import type { MeasuredRun, Store } from '../store/store.ts';
import { batchesCsv, batchesCsvParts } from './export-batches.ts';
import { bundleOf } from './export-bundle.ts';
import { corruptionsCsv } from './export-corruptions.ts';
import { epochsCsv } from './export-epochs.ts';
import { imagesCsvParts } from './export-images.ts';
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
      'summary.csv': summaryCsv(withShifts),
      'streams.csv': tidyCsv(withShifts),
      'corruptions-top1-percent.csv': corruptionsCsv(withShifts, 'top1'),
      'corruptions-ece-percent.csv': corruptionsCsv(withShifts, 'ece'),
      'batches.csv': batchesCsv(adapted),
    }),
    ...(pretrained.length > 0 && { 'epochs.csv': epochsCsv(pretrained) }),
  };
}

/**
 * The texts of own methods and corruptions that runs compute with, each once, by the beginning of its fingerprint and the name
 * of its file.
 */
function sourceFiles(store: Pick<Store, 'sourcesOf'>, ids: readonly string[]): Files {
  const sources = ids.flatMap((id) => store.sourcesOf(id));
  return Object.fromEntries(
    sources.map(({ file, source }) => {
      const [, hash = ''] = hashOfSource(source).split(':');
      return [`${hash.slice(0, 12)}-${path.basename(file)}`, source];
    }),
  );
}

/** @throws LabError `bad-input`: what external results were computed with is known in part */
function ownConfig(run: RunRecord): object {
  if (run.kind === 'pretrain' || !run.external) return run.config;
  throw new LabError(
    'bad-input',
    `${run.name} holds results from elsewhere, which have no configuration that the lab could run.`,
    'Export it as CSV or as a bundle.',
  );
}

/** A file for each run. */
type RunFormat = Exclude<ExportFormat, 'csv'>;
const suffixes: Readonly<Record<RunFormat, string>> = {
  bundle: '.json',
  config: '.config.json',
  images: '.images.csv',
};

/** The file of a run, made when it is written. */
function* partsOf(store: Store, id: string, format: RunFormat): Generator<string> {
  if (format === 'images') yield* imagesCsvParts(store, id);
  else if (format === 'bundle') yield bundleOf(store.readContents(id));
  else yield `${JSON.stringify(ownConfig(store.getRun(id)), null, 2)}\n`;
}

/** Beside tables and configurations; bundles have them in themselves. */
const sourcesBeside = (store: Store, ids: readonly string[], format: ExportFormat): Files =>
  format === 'csv' || format === 'config' ? sourceFiles(store, ids) : {};

/**
 * Files of an export of runs, in the order given: tables over all of them, or a file for each.
 * @throws LabError `not-found` (run), `store`
 */
export function exportFiles(store: Store, ids: readonly string[], format: ExportFormat): Files {
  const runIds = ids.map((id) => store.getRun(id).id);
  const files =
    format === 'csv'
      ? csvFiles(runIds.map((id) => store.readMeasured(id)))
      : Object.fromEntries(runIds.map((id) => [id + suffixes[format], [...partsOf(store, id, format)].join('')]));
  return { ...files, ...sourcesBeside(store, runIds, format) };
}

/** The same as parts that are made when they are written, so that thousands of runs need not be in memory together. */
export function exportParts(
  store: Store,
  ids: readonly string[],
  format: ExportFormat,
): Readonly<Record<string, string | Iterable<string>>> {
  const runIds = ids.map((id) => store.getRun(id).id);
  const sources = sourcesBeside(store, runIds, format);
  if (format !== 'csv') {
    const parts = runIds.map((id) => {
      const text = { [Symbol.iterator]: () => partsOf(store, id, format) };
      return [id + suffixes[format], text] as const;
    });
    return { ...Object.fromEntries(parts), ...sources };
  }
  const withoutBatches = runIds.map((id): MeasuredRun => ({
    run: store.getRun(id),
    shifts: store.shiftsOf(id).map((shift) => ({ shift, batches: [] })),
    epochs: store.epochsOf(id),
  }));
  const adapted = withoutBatches.filter(isAdapt).map(({ run }) => run.id);
  function* measured(): Generator<Of<AdaptRun>> {
    for (const id of adapted) {
      const one = store.readMeasured(id);
      if (isAdapt(one)) yield one;
    }
  }
  return {
    ...csvFiles(withoutBatches),
    ...(adapted.length > 0 && { 'batches.csv': { [Symbol.iterator]: () => batchesCsvParts(measured) } }),
    ...sources,
  };
}
