import { basename, dirname } from 'node:path';
import { listStoredShifts, withinCorrupted } from './corrupted.ts';
import { isFlat, nestedFinding } from './layouts.ts';
import { likelyShifts } from './likely-shifts.ts';
import { datasetAbove, datasetsBelow } from './neighbours.ts';
import type { FolderSurvey } from './survey.ts';
import type { Finding } from './wording.ts';

export interface Misplacement {
  readonly finding: Finding;
  /** The right folders. */
  readonly suggestions: readonly string[];
}

/** The problem with a folder that is some levels off: nothing else about it matters. Null for one that isn't. */
export async function misplacement(survey: FolderSurvey): Promise<Misplacement | null> {
  const { path, own, classes } = survey;
  if (own.problem !== null || classes.some(({ images }) => images > 0)) return null;
  const within = withinCorrupted(path);
  const nested = await nestedFinding(survey);
  if (nested) return { finding: nested, suggestions: [] };
  const isClass = own.images > 0 && !isFlat(basename(path), own.examples);
  const severitiesOf = await shiftAbove(path, own.folders);
  const above = severitiesOf ?? (isClass || within ? await datasetAbove(path) : undefined);
  if (above !== undefined) {
    const message =
      own.images > 0
        ? 'This looks like the folder of one class: the folder above holds others like it.'
        : `This looks like the folder of ${within?.place ?? basename(path)} only.`;
    const holdsAll = above === within?.root || above === severitiesOf;
    const hint = holdsAll ? 'Choose the folder that holds all shifts.' : 'Choose the folder above.';
    return { finding: { level: 'error', message, hint }, suggestions: [above] };
  }
  const below = await datasetsBelow(path);
  if (below.length === 0) return null;
  const message = 'This folder is too high: the class folders lie further down.';
  const finding = { level: 'error', message, hint: await hintFor(below) } as const;
  return { finding, suggestions: below };
}

/** The folder above one with severities of a shift only. */
async function shiftAbove(path: string, folders: readonly string[]): Promise<string | undefined> {
  if (folders.length === 0 || !folders.every((name) => /^\d+$/.test(name))) return undefined;
  const parent = dirname(path);
  const shifts = await likelyShifts(parent, await listStoredShifts(parent).catch(() => []));
  return shifts.some(({ corruption }) => corruption === basename(path)) ? parent : undefined;
}

/** ImageNet-C comes in archives, which are easily unpacked into a folder each. */
async function hintFor(below: readonly string[]): Promise<string> {
  const shifts = await Promise.all(below.map((folder) => listStoredShifts(folder).catch(() => [])));
  const parts = shifts
    .filter(({ length }) => length > 0)
    .map((all) => new Set(all.map(({ corruption }) => corruption)));
  const [first, ...rest] = parts;
  const isSplit = first !== undefined && rest.length > 0 && rest.every((part) => part.isDisjointFrom(first));
  return isSplit
    ? 'The corruptions lie in several folders: move or link them into one, side by side.'
    : 'Choose the folder that holds the class folders.';
}
