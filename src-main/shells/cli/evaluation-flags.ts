import type { DatasetConfig } from '../../../src-shared/run-config.ts';
import { datasetOf, type DatasetFlags } from './dataset-flags.ts';

/** Flags for the images that generators are compared on. */
export interface EvaluationFlags {
  readonly evaluation?: string;
  readonly evaluationSplit?: DatasetFlags['split'];
  readonly evaluationSource?: string;
  readonly evaluationBenchmark?: DatasetFlags['benchmark'];
  readonly evaluationCorrupted?: boolean;
  readonly evaluationDomains?: boolean;
}

/** A folder is evaluated only where images are named for it. @param embedded whether the images learned from are the embedded ones */
export function evaluationOf(flags: EvaluationFlags, embedded: boolean): DatasetConfig | null {
  const { evaluation: dataset, evaluationSplit: split, evaluationSource: source } = flags;
  const { evaluationBenchmark: benchmark, evaluationCorrupted: corrupted, evaluationDomains: domains } = flags;
  const asked = { dataset, split, source, benchmark, corrupted, domains };
  const isAsked = Object.values(asked).some((value) => value !== undefined);
  if (dataset === 'none' || (!embedded && !isAsked)) return null;
  return datasetOf(asked, { kind: 'quickstart', split: 'validation' }, 'evaluation');
}
