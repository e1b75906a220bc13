import { validationCorruptionNames } from '../../../../src-shared/corruptions.ts';
import { toErrorMessage } from '../../../../src-shared/errors.ts';
import {
  paperBenchmarkNames,
  paperBenchmarks,
  type PaperBenchmark,
  type PaperSetup,
} from '../../../../src-shared/paper-setup.ts';
import { paperSeverity, paperShifts } from '../../../../src-shared/published/protocols.ts';
import type { DatasetConfig, Shift } from '../../../../src-shared/run-config.ts';
import { listStoredShifts } from '../../../data/folder/corrupted.ts';

/** What of the paper's data there is. */
export interface PaperData {
  readonly setup: PaperSetup;
  /** The corruptions of ImageNet-C at the paper's severity that the folder has; empty without a folder. */
  readonly shifts: readonly Shift[];
  /** Whether ImageNet-C's folder has the corruptions that generators are pre-trained on. */
  readonly hasValidationShifts: boolean;
  /** What is missing in ImageNet-C's folder; one sentence each. */
  readonly problems: readonly string[];
}

const isSame = (a: Shift, b: Shift): boolean => a.corruption === b.corruption && a.severity === b.severity;

/** Looks which corruptions are there. A folder that can't be read has none, and says why. */
export async function surveyPaperData(setup: PaperSetup): Promise<PaperData> {
  if (setup.imagenetC === null) return { setup, shifts: [], hasValidationShifts: false, problems: [] };
  try {
    const stored = await listStoredShifts(setup.imagenetC);
    const shifts = paperShifts.filter((shift) => stored.some((one) => isSame(one, shift)));
    const missing = paperShifts.filter((shift) => !shifts.includes(shift)).map(({ corruption }) => corruption);
    const validation = validationCorruptionNames.map((corruption) => ({ corruption, severity: paperSeverity }));
    return {
      setup,
      shifts,
      hasValidationShifts: validation.every((shift) => stored.some((one) => isSame(one, shift))),
      problems:
        missing.length === 0
          ? []
          : [
              `${setup.imagenetC} has no ${missing.map((name) => name.replaceAll('_', ' ')).join(', ')} at severity ${paperSeverity}: left out, and averages are over the other ${shifts.length}.`,
            ],
    };
  } catch (error) {
    return { setup, shifts: [], hasValidationShifts: false, problems: [toErrorMessage(error).message] };
  }
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

/** What is not set and therefore missing in tables about these benchmarks. */
export function missingBenchmarks({ setup }: PaperData, benchmarks: readonly PaperBenchmark[]): string[] {
  return benchmarks
    .filter((benchmark) => setup[benchmark] === null)
    .map((benchmark) => `The folder of ${paperBenchmarkNames[benchmark]} is not set: its cells stay empty.`);
}
