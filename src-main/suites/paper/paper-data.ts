import { existsSync } from 'node:fs';
import { validationCorruptionNames } from '../../../src-shared/corruptions.ts';
import { toErrorMessage } from '../../../src-shared/errors.ts';
import { guessText } from '../../../src-shared/model-reading.ts';
import { normalisationWarning } from '../../../src-shared/normalisation.ts';
import {
  paperBenchmarkNames,
  paperBenchmarks,
  type PaperBenchmark,
  type PaperSetup,
} from '../../../src-shared/paper-setup.ts';
import { paperSeverity, paperShifts } from '../../../src-shared/published/protocols.ts';
import type { DatasetConfig, Shift } from '../../../src-shared/run-config.ts';
import { listStoredShifts, missingShifts } from '../../data/folder/corrupted.ts';
import { mggFile, modelFile } from '../../platform/package-root.ts';
import { readModel } from '../../jobs/reader/foreign-files.ts';

/** The problem with a part of the setup in one sentence. */
export interface PaperProblem {
  readonly field: keyof PaperSetup;
  readonly text: string;
}

/** The paper's data, as far as they are there. */
export interface PaperData {
  readonly setup: PaperSetup;
  /** The corruptions of ImageNet-C at the paper's severity that the folder has; empty without a folder. */
  readonly shifts: readonly Shift[];
  /** Whether ImageNet-C's folder has the corruptions that generators are pre-trained on. */
  readonly hasValidationShifts: boolean;
  readonly problems: readonly PaperProblem[];
}

type Corrupted = Pick<PaperData, 'shifts' | 'hasValidationShifts' | 'problems'>;

/** Looks which corruptions are there. A folder that can't be read has none, and says why. */
async function surveyCorruptions(folder: string): Promise<Corrupted> {
  try {
    const stored = await listStoredShifts(folder);
    const missing = missingShifts(stored, paperShifts);
    const shifts = paperShifts.filter((shift) => !missing.includes(shift));
    const names = missing.map(({ corruption }) => corruption.replaceAll('_', ' ')).join(', ');
    const text = `${folder} has no ${names} at severity ${paperSeverity}: left out, and averages are over the other ${shifts.length}.`;
    const validation = validationCorruptionNames.map((corruption) => ({ corruption, severity: paperSeverity }));
    return {
      shifts,
      hasValidationShifts: missingShifts(stored, validation).length === 0,
      problems: missing.length === 0 ? [] : [{ field: 'imagenetC', text }],
    };
  } catch (error) {
    const text = toErrorMessage(error).message;
    return { shifts: [], hasValidationShifts: false, problems: [{ field: 'imagenetC', text }] };
  }
}

/** Problems that prevent the use of a model, or degrade it. */
async function modelProblems({ model, reading, normalisation }: PaperSetup): Promise<PaperProblem[]> {
  if (model === null) return [];
  try {
    const { normalisation: own, parts } = await readModel(modelFile(model), reading);
    const texts = [normalisationWarning(normalisation, own), guessText(parts)].filter((text) => text !== null);
    return texts.map((text) => ({ field: 'model', text }));
  } catch (error) {
    return [{ field: 'model', text: toErrorMessage(error).message }];
  }
}

/** SAR's settings give the model images that it was not trained on; that is theirs. */
async function wildModelProblems({ wildModel }: PaperSetup): Promise<PaperProblem[]> {
  if (wildModel === null) return [];
  return readModel(modelFile(wildModel)).then(
    () => [],
    (error: unknown) => [{ field: 'wildModel', text: toErrorMessage(error).message }],
  );
}

const otherPlaces = ['imagenetR', 'imagenetSketch', 'imagenetA', 'clean', 'mgg', 'mggLstm'] as const;

function missingPlaces(setup: PaperSetup): PaperProblem[] {
  return otherPlaces.flatMap((field) => {
    const place = setup[field];
    return place === null || existsSync(mggFile(place)) ? [] : [{ field, text: `${place} does not exist.` }];
  });
}

/** Checks the files of the setup as far as that takes no time; runs find out what the folders hold. */
export async function surveyPaperData(setup: PaperSetup): Promise<PaperData> {
  const nothing: Corrupted = { shifts: [], hasValidationShifts: false, problems: [] };
  const corrupted = setup.imagenetC === null ? nothing : await surveyCorruptions(setup.imagenetC);
  const models = [...(await modelProblems(setup)), ...(await wildModelProblems(setup))];
  const problems = [...models, ...missingPlaces(setup), ...corrupted.problems];
  return { setup, ...corrupted, problems };
}

/** The dataset of a benchmark; undefined where its folder is not set. */
export function benchmarkDataset({ setup }: PaperData, benchmark: PaperBenchmark): DatasetConfig | undefined {
  const path = setup[benchmark];
  if (path === null) return undefined;
  return {
    kind: 'folder',
    path,
    benchmark: paperBenchmarks[benchmark],
    ...(setup.clean === null ? {} : { source: setup.clean }),
    ...(benchmark === 'imagenetC' ? { corrupted: true as const } : {}),
  };
}

/**
 * Images to pre-train generators on: ImageNet-C's validation corruptions, or, where the folder has none of them, clean
 * images that the lab corrupts. Undefined without clean images, which source statistics need in any case.
 */
export function pretrainDataset(data: PaperData): DatasetConfig | undefined {
  const { clean } = data.setup;
  if (clean === null) return undefined;
  const stored = data.hasValidationShifts ? benchmarkDataset(data, 'imagenetC') : undefined;
  return stored ?? { kind: 'folder', path: clean, benchmark: 'imagenet', source: clean };
}

/** Unset data that is therefore missing in tables of these benchmarks. */
export function missingBenchmarks({ setup }: PaperData, benchmarks: readonly PaperBenchmark[]): string[] {
  return benchmarks
    .filter((benchmark) => setup[benchmark] === null)
    .map((benchmark) => `The folder of ${paperBenchmarkNames[benchmark]} is not set: its cells stay empty.`);
}
