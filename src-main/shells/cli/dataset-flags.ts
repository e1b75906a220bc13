import type { Benchmark, DatasetConfig } from '../../../src-shared/run-config.ts';

export interface DatasetFlags {
  /** A folder, or `quickstart`. */
  readonly dataset: string;
  readonly split?: 'test' | 'validation' | 'train';
  readonly source?: string;
  readonly benchmark?: Benchmark;
  readonly corrupted?: boolean;
}

/** The dataset that flags name; `split` applies to the embedded one, the others to folders. */
export function datasetOf({ dataset, split, source, benchmark, corrupted }: DatasetFlags): DatasetConfig {
  if (dataset === 'quickstart') return { kind: 'quickstart', split: split ?? 'test' };
  return {
    kind: 'folder',
    path: dataset,
    ...(source === undefined ? {} : { source }),
    ...(benchmark === undefined ? {} : { benchmark }),
    ...(corrupted ? { corrupted } : {}),
  };
}
