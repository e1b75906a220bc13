import { access, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { allCorruptionNames, isCorruptionName, isSeverity, severities } from '../../../src-shared/corruptions.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { isArrayFolder } from '../arrays/array-files.ts';
import { arrayShifts, readArraySet } from '../arrays/array-set.ts';
import { isUserFolder } from './image-files.ts';
import { inParallel, spread } from './in-parallel.ts';
import { freeShifts } from './shift-folders.ts';
import { amount, firstNames } from './wording.ts';

export const corruptedLayoutHint =
  'Choose the folder that holds one folder per shift, as ImageNet-C does: <shift>/<severity>/<class>/<image>, or without severities.';

async function foldersIn(path: string): Promise<Set<string>> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return new Set(entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new LabError('not-found', `The folder ${path} does not exist.`, corruptedLayoutHint);
    if (code === 'ENOTDIR') throw new LabError('bad-input', `${path} is a file, not a folder.`, corruptedLayoutHint);
    throw error;
  }
}

/** The severities of ImageNet-C that a corruption has folders of. */
async function severitiesIn(root: string, corruption: string): Promise<Shift[]> {
  const levels = await foldersIn(join(root, corruption));
  return severities.filter((severity) => levels.has(String(severity))).map((severity) => ({ corruption, severity }));
}

/**
 * The shifts for which a folder has images, in folders or in arrays: the corruptions of ImageNet-C in the lab's order, then others by their names.
 * @throws LabError `not-found`, `bad-input`
 */
export async function listStoredShifts(root: string): Promise<Shift[]> {
  if (await isArrayFolder(root)) {
    const set = await readArraySet(root);
    return set.corruptions.length === 0 ? [] : arrayShifts(set);
  }
  const folders = await foldersIn(root);
  const named = allCorruptionNames.filter((name) => folders.has(name));
  const known = (await Promise.all(named.map((name) => severitiesIn(root, name)))).flat();
  const misnamed = await misnamedSeverities(root);
  const taken = new Set([...known.map(({ corruption }) => corruption), ...misnamed.map((name) => dirname(name))]);
  const others = [...folders].filter((name) => isUserFolder(name) && !taken.has(name));
  return [...known, ...(await freeShifts(root, others))];
}

/** Names of severities that are not those of ImageNet-C, as `05` or `severity_5`. */
const otherSeverity = /^(?:0+|(?:s|sev|severity|level)[ _-]?0*)[1-5]$/i;

/** Folders of severities that are recognisable but not named as the lab expects: `fog/05`. */
export async function misnamedSeverities(root: string): Promise<string[]> {
  const corruptions = await foldersIn(root);
  const present = allCorruptionNames.filter((name) => corruptions.has(name));
  const found = await inParallel(present, present.length, async (corruption) => {
    const levels = [...(await foldersIn(join(root, corruption)))].sort();
    return levels.filter((name) => otherSeverity.test(name)).map((name) => `${corruption}/${name}`);
  });
  return found.flat();
}

/** The same. @throws LabError `bad-input` also when there are none, saying where there are some */
export async function listStored(root: string): Promise<Shift[]> {
  const stored = await listStoredShifts(root);
  const within = withinCorrupted(root);
  const areSeverities = within !== undefined && stored.every(({ corruption }) => isSeverity(Number(corruption)));
  if (stored.length > 0 && !areSeverities) return stored;
  const [misnamed] = await misnamedSeverities(root);
  if (misnamed !== undefined) {
    const message = `${root} has ${misnamed}, but no folder of a severity named 1 to 5.`;
    throw new LabError('bad-input', message, `Rename such folders, e.g. to ${dirname(misnamed)}/${misnamed.at(-1)!}.`);
  }
  const hint = within ? `Choose ${within.root} instead.` : corruptedLayoutHint;
  throw new LabError('bad-input', `${root} has no folder of a shift.`, hint);
}

/** Where the images of a stored shift lie. */
export function shiftFolder(root: string, shift: Shift): string {
  return join(root, shiftName(shift));
}

/**
 * Does `work` with the folder of the first shift for which that succeeds: one folder that is empty must not close the
 * others.
 * @throws LabError what was wrong with the first one, when it succeeds with none
 */
export async function withFirstShift<T>(
  root: string,
  stored: readonly Shift[],
  work: (folder: string, shift: Shift) => Promise<T>,
): Promise<T> {
  let problem: LabError | undefined;
  for (const shift of stored) {
    try {
      return await work(shiftFolder(root, shift), shift);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      problem ??= error;
    }
  }
  throw problem ?? new LabError('bad-input', `${root} has no folder of a shift.`, corruptedLayoutHint);
}

/** Those of the shifts that are not stored. */
export function missingShifts(stored: readonly Shift[], wanted: readonly Shift[]): Shift[] {
  const names = new Set(stored.map(shiftName));
  return wanted.filter((shift) => !names.has(shiftName(shift)));
}

/**
 * Makes sure that images of all shifts are stored.
 * @throws LabError `bad-input` naming all that are missing, and what there is instead
 */
export function requireStored(root: string, stored: readonly Shift[], wanted: readonly Shift[]): void {
  const missing = missingShifts(stored, wanted);
  const [first] = missing;
  if (!first) return;
  const levels = stored.filter(({ corruption }) => corruption === first.corruption).map(({ severity }) => severity);
  if (first.corruption === 'clean') {
    throw new LabError('bad-input', `${root} has no clean images: those in it are corrupted already.`);
  }
  if (missing.length === 1 && levels.length > 0) {
    const asked = first.severity === 0 ? 'without a severity' : `at severity ${first.severity}`;
    const message = `${root} has no images of ${first.corruption} ${asked}.`;
    const none = levels.length === 1 && levels[0] === 0;
    throw new LabError('bad-input', message, none ? 'It has no severities.' : `It has severity ${levels.join(', ')}.`);
  }
  const present = new Set(stored.map(({ corruption }) => corruption));
  const names = new Set(missing.map((shift) => (present.has(shift.corruption) ? shiftName(shift) : shift.corruption)));
  throw new LabError(
    'bad-input',
    `${root} has no images of ${[...names].join(', ')}.`,
    present.size > 6
      ? `It has ${amount(present.size, 'other shift')}, ${firstNames([...present])}: leave out what is missing, or add it to the folder.`
      : `It has: ${[...present].join(', ')}.`,
  );
}

/** Images that are looked for in the folder of a shift. */
const soughtImages = 20;

/**
 * Makes sure that a folder holds some of the images that it should; single ones that it lacks are reported when they are to be
 * read.
 * @param like the shift that has them
 * @throws LabError `bad-input`
 */
export async function requireImages(folder: string, paths: readonly string[], like: string): Promise<void> {
  const sought = spread(paths, soughtImages);
  const found = await inParallel(sought, soughtImages, (path) =>
    access(join(folder, path))
      .then(() => true)
      .catch(() => false),
  );
  if (found.includes(true)) return;
  throw new LabError(
    'bad-input',
    `${folder} holds none of the images that ${like} holds.`,
    'Copy or unpack this folder again, or leave the shift out.',
  );
}

/** A folder within one of corrupted images, and the root that it belongs to. */
export interface WithinCorrupted {
  readonly root: string;
  /** `gaussian_noise`, or `gaussian_noise/5`. */
  readonly place: string;
}

/**
 * Whether a path leads to the folder of a corruption, of a severity or of a class in it, by its names alone; undefined
 * where it doesn't.
 */
export function withinCorrupted(path: string): WithinCorrupted | undefined {
  for (const folder of [path, dirname(path)]) {
    const above = dirname(folder);
    if (isCorruptionName(basename(above)) && isSeverity(Number(basename(folder)))) {
      return { root: dirname(above), place: `${basename(above)}/${basename(folder)}` };
    }
  }
  return isCorruptionName(basename(path)) ? { root: dirname(path), place: basename(path) } : undefined;
}
