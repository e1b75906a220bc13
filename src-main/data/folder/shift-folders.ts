import { join } from 'node:path';
import { shiftName, shiftOf } from '../../../src-shared/runs/streams.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { byCodePoints } from './class-order.ts';
import { glimpse } from './content.ts';
import { inParallel, spread } from './in-parallel.ts';
import { isFlat } from './layouts.ts';

/** Folders of a shift within one another: `l5/param_1/3`. */
const deepest = 3;
/** Folders that are opened to see whether images lie in them. */
const probes = 8;
/** Folders that are opened side by side. */
const atOnce = 8;
/** Name of a run's stream of several shifts. */
const reserved = 'mixed';

async function holdsImages(path: string, name: string): Promise<boolean> {
  const { firstImage } = await glimpse(join(path, name), 'image');
  return firstImage !== null && !isFlat(name, [firstImage]);
}

/** The shifts in a folder that is one, or has some in it: those whose folders have class folders right below them. */
async function shiftsIn(root: string, place: string, depth: number): Promise<Shift[]> {
  const path = join(root, place);
  const { folders, firstImage } = await glimpse(path, 'image');
  if (firstImage !== null || folders.length === 0) return [];
  const probed = await inParallel(spread(folders, probes), atOnce, (name) => holdsImages(path, name));
  if (probed.includes(true)) return [shiftOf(place)];
  if (depth === deepest) return [];
  return (await inParallel(folders, atOnce, (name) => shiftsIn(root, `${place}/${name}`, depth + 1))).flat();
}

/** By name as text, then by severity. */
const inShiftOrder = (a: Shift, b: Shift): number =>
  byCodePoints(a.corruption, b.corruption) || a.severity - b.severity;

/**
 * The shifts of any name that lie in a folder as `<shift>[/<severity>]/<class>/<image>`, in the order of their names; none where
 * most of its folders are classes.
 * @param names the folders in it that may be shifts
 */
export async function freeShifts(root: string, names: readonly string[]): Promise<Shift[]> {
  const some = spread(names, probes);
  const classes = await inParallel(some, atOnce, (name) => holdsImages(root, name));
  if (2 * classes.filter(Boolean).length > some.length) return [];
  const found = await inParallel(names, atOnce, (name) => shiftsIn(root, name, 1));
  return found
    .flat()
    .filter((shift) => shiftName(shift) !== reserved)
    .sort(inShiftOrder);
}
