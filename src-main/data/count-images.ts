import type { DatasetConfig, Shift } from '../../src-shared/run-config.ts';
import { listStored, withFirstShift } from './folder/corrupted.ts';
import { countFolder, type FolderCount } from './folder/scan.ts';
import { benchmarkClasses } from './imagenet/classes.ts';
import { classNames } from './quickstart/files.ts';
import { splitSizes } from './quickstart/splits.ts';

/** How many images a dataset has under each shift, and of which classes. */
export interface ImageCount extends FolderCount {
  readonly name: string;
  /** The shifts that images are stored of; null where the lab corrupts clean ones. */
  readonly storedShifts: readonly Shift[] | null;
}

/**
 * Counts the images of a dataset by names alone, as forms ask for at every change.
 * @throws LabError `not-found` or `bad-input` in one sentence when they aren't usable.
 */
export async function countImages(config: DatasetConfig): Promise<ImageCount> {
  if (config.kind === 'quickstart') {
    const { split } = config;
    return { name: `quickstart/${split}`, classNames, images: splitSizes[split], empty: [], storedShifts: null };
  }
  const { path, benchmark, corrupted } = config;
  const classes = benchmark && benchmarkClasses(benchmark);
  if (!corrupted) return { name: path, storedShifts: null, ...(await countFolder(path, classes)) };
  const storedShifts = await listStored(path);
  const count = await withFirstShift(path, storedShifts, (folder) => countFolder(folder, classes));
  return { name: path, storedShifts, ...count };
}
