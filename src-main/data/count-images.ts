import { storesShifts, type DatasetConfig, type Shift } from '../../src-shared/run-config.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import { isArrayFolder } from './arrays/array-files.ts';
import { requireArrays, arrayNotices } from './arrays/array-collection.ts';
import { arrayShifts } from './arrays/array-set.ts';
import { readClassList } from './folder/class-list.ts';
import { countDomains, domainClasses, domainFolders } from './folder/domains.ts';
import { listStored, withFirstShift } from './folder/corrupted.ts';
import { countFolder, readClassFolders, type FolderCount } from './folder/scan.ts';
import { benchmarkClasses } from './imagenet/classes.ts';
import { classNames } from './quickstart/idx-files.ts';
import { splitSizes } from './quickstart/splits.ts';

/** How many images a dataset has under each shift, and the classes that its labels are among, as `openImages` has them. */
export interface ImageCount extends FolderCount {
  readonly name: string;
  /** The shifts that images are stored of; null where the lab corrupts clean ones. */
  readonly storedShifts: readonly Shift[] | null;
  /** By the name of the shift, where each has images of its own; `images` are then those of all together. */
  readonly perShift?: ReadonlyMap<string, number>;
}

/** Images that a dataset has under a shift. */
export const imagesUnder = ({ images, perShift }: ImageCount, shift: Shift): number =>
  perShift?.get(shiftName(shift)) ?? images;

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
  const known = benchmark && benchmarkClasses(benchmark);
  const named = benchmark ? { classNames: benchmarkClasses('imagenet') } : {};
  if (await isArrayFolder(path)) {
    const set = await requireArrays(path, { corrupted, known });
    return {
      name: path,
      classNames: set.classNames,
      images: set.count,
      empty: [],
      notices: arrayNotices(set),
      storedShifts: corrupted ? arrayShifts(set) : null,
      ...named,
    };
  }
  const classesIn = async (folders: () => Promise<string[]>): Promise<readonly string[] | undefined> =>
    known ?? (await readClassList(path, folders))?.folders;
  const storedShifts = storesShifts(config) ? await listStored(path) : null;
  if (config.domains && storedShifts) {
    const domains = domainFolders(path, storedShifts);
    const counted = await countDomains(path, domains, await classesIn(() => domainClasses(domains)));
    return { name: path, storedShifts, ...counted, ...named };
  }
  const count = async (folder: string): Promise<FolderCount> =>
    countFolder(folder, await classesIn(() => readClassFolders(folder)));
  const counted = storedShifts ? await withFirstShift(path, storedShifts, count) : await count(path);
  return { name: path, storedShifts, ...counted, ...named };
}
