import type { DatasetConfig, Shift } from '../../src-shared/run-config.ts';
import { isArrayFolder } from './arrays/array-files.ts';
import { requireArrays, arrayNotices } from './arrays/array-collection.ts';
import { arrayShifts } from './arrays/array-set.ts';
import { listStored, withFirstShift } from './folder/corrupted.ts';
import { countFolder, type FolderCount } from './folder/scan.ts';
import { benchmarkClasses } from './imagenet/classes.ts';
import { classNames } from './quickstart/idx-files.ts';
import { splitSizes } from './quickstart/splits.ts';

/** How many images a dataset has under each shift, and the classes that its labels are among, as `openImages` has them. */
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
    return {
      name: `quickstart/${split}`,
      classNames,
      images: splitSizes[split],
      empty: [],
      notices: [],
      storedShifts: null,
    };
  }
  const { path, benchmark, corrupted = false } = config;
  if (await isArrayFolder(path)) {
    const set = await requireArrays(path, { corrupted, known: benchmark && benchmarkClasses(benchmark) });
    return {
      name: path,
      classNames: benchmark ? benchmarkClasses('imagenet') : set.classNames,
      images: set.count,
      empty: [],
      notices: arrayNotices(set),
      storedShifts: corrupted ? arrayShifts(set) : null,
    };
  }
  const storedShifts = corrupted ? await listStored(path) : null;
  const count = async (folder: string): Promise<FolderCount> => {
    if (!benchmark) return countFolder(folder);
    const found = await countFolder(folder, benchmarkClasses(benchmark));
    return { ...found, classNames: benchmarkClasses('imagenet') };
  };
  const counted = storedShifts ? await withFirstShift(path, storedShifts, count) : await count(path);
  return { name: path, storedShifts, ...counted };
}
