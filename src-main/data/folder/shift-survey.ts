import { join } from 'node:path';
import type { Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import type { FolderContent } from './content.ts';
import { inParallel, spread } from './in-parallel.ts';
import type { ListingCache } from './listing-cache.ts';
import { foldersAtOnce, type SurveyProgress } from './survey.ts';

/** How the folder of one shift compares with that of another one, which all others should be like. */
export interface ShiftComparison {
  readonly shift: Shift;
  /** Class folders. */
  readonly classes: number;
  /** Class folders that only the other, or only this one has. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** Class folders in both whose images have other names, with how many images they hold. */
  readonly differing: readonly { readonly name: string; readonly images: number; readonly expected: number }[];
  /** Images, where all class folders were listed. */
  readonly images: number | null;
  readonly problem: string | null;
}

export interface ShiftSurvey {
  readonly comparisons: readonly ShiftComparison[];
  /** Class folders of each shift whose images were compared, of how many. */
  readonly compared: number;
  readonly of: number;
  /** False when time was up before all shifts were compared. */
  readonly complete: boolean;
}

export interface ShiftSurveyOptions {
  readonly listings: ListingCache;
  readonly shifts: readonly Shift[];
  /** Class folders of the shift that the others are compared with. */
  readonly classes: readonly FolderContent[];
  /** Lists all class folders of all shifts, tens of thousands of them, rather than some. */
  readonly thorough: boolean;
  /** Time in milliseconds at which comparing ends. */
  readonly end: number;
  readonly onProgress?: SurveyProgress | undefined;
}

/** Class folders of each shift that are compared unless all are. */
const comparedFolders = 8;

/**
 * Compares shifts with one another: they should show the same images, so files have the same names. The names of class
 * folders are all compared, those of images in some class folders of each shift, the same ones in all.
 */
export async function compareShifts(options: ShiftSurveyOptions): Promise<ShiftSurvey> {
  const { listings, shifts, classes, thorough, end, onProgress } = options;
  const chosen = thorough ? classes : spread(classes, comparedFolders);
  let done = 0;
  const comparisons: ShiftComparison[] = [];
  for (const shift of shifts) {
    const comparison = await compareShift(options, shift, chosen, () =>
      onProgress?.(++done, shifts.length * chosen.length),
    );
    if (comparison === null || Date.now() > end) break;
    comparisons.push(comparison);
    await listings.keep();
  }
  const complete = comparisons.length === shifts.length;
  return { comparisons, compared: chosen.length, of: classes.length, complete };
}

async function compareShift(
  { listings, classes, thorough, end }: ShiftSurveyOptions,
  shift: Shift,
  chosen: readonly FolderContent[],
  onFolder: () => void,
): Promise<ShiftComparison | null> {
  const root = shiftName(shift);
  const own = await listings.list(root, end);
  if (own === null) return null;
  const names = new Set(own.folders);
  const expected = new Set(classes.map(({ name }) => name));
  const extra = own.folders.filter((name) => !expected.has(name)).sort();
  const listed = await inParallel(
    chosen.filter(({ name }) => names.has(name)),
    foldersAtOnce,
    async (folder) => {
      const found = await listings.list(join(root, folder.name), end);
      onFolder();
      return { folder, found };
    },
  );
  if (listed.some(({ found }) => found === null)) return null;
  return {
    shift,
    classes: names.size,
    missing: [...expected].filter((name) => !names.has(name)),
    extra,
    differing: listed.flatMap(({ folder, found }) =>
      found!.digest === folder.digest ? [] : [{ name: folder.name, images: found!.images, expected: folder.images }],
    ),
    images: thorough ? listed.reduce((count, { found }) => count + found!.images, 0) : null,
    problem: own.problem,
  };
}

/** Whether the folder shows the very images that it should, as far as was compared. */
export function isAlike({ missing, extra, differing, problem }: ShiftComparison): boolean {
  return problem === null && missing.length + extra.length + differing.length === 0;
}
