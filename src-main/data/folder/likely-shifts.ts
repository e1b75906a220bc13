import { join } from 'node:path';
import { isCorruptionName, isSeverity } from '../../../src-shared/corruptions.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { glimpse } from './content.ts';
import { usualClasses } from './domains.ts';
import { knownDomainSet } from './known-domains.ts';
import { inParallel } from './in-parallel.ts';
import { isSplit } from './layouts.ts';
import type { ShiftSurvey } from './shift-survey.ts';

/** Whether a shift is one of ImageNet-C's: the lab knows its name, and it has a severity. */
export const isOfImagenetC = ({ corruption, severity }: Shift): boolean =>
  isCorruptionName(corruption) && isSeverity(severity);

const partsOf = ({ corruption }: Shift): string[] => corruption.split('/');

/** Whether the folder is rather above or below one of shifts: it has a single one, severities of one, or corruptions further down. */
function isMisplaced(shifts: readonly Shift[]): boolean {
  const tops = new Set(shifts.map((shift) => partsOf(shift)[0]!));
  return (
    tops.size === 1 ||
    [...tops].every((name) => /^\d+$/.test(name)) ||
    shifts.some((shift) => partsOf(shift).slice(1).some(isCorruptionName))
  );
}

/**
 * Of the shifts that could lie in a folder all, where that is what the folder is most likely meant to be: some are ImageNet-C's,
 * or most of several have the same classes; else none. `train` and `val` are rather splits of one data set.
 * @param stored see `listStoredShifts`
 */
export async function likelyShifts(root: string, stored: readonly Shift[]): Promise<readonly Shift[]> {
  if (stored.some(isOfImagenetC)) return stored;
  if (stored.length < 2 || isMisplaced(stored)) return [];
  const classed = await inParallel(stored, 8, async (shift) => ({
    name: shiftName(shift),
    classes: new Set((await glimpse(join(root, shiftName(shift)))).folders),
  }));
  const usual = usualClasses(classed);
  if (stored.every((shift) => isSplit(partsOf(shift)[0]!)) && !knownDomainSet([...usual])) return [];
  const alike = classed.filter(({ classes }) => 2 * classes.intersection(usual).size >= classes.union(usual).size);
  return alike.length >= 2 && 2 * alike.length > stored.length ? stored : [];
}

/** Whether shifts have images of their own: those of most have other names than those of the first. */
export function haveOwnImages(stored: readonly Shift[], { comparisons, compared }: ShiftSurvey): boolean {
  if (stored.some(isOfImagenetC)) return false;
  const others = comparisons.filter(({ classes }) => classes > 0);
  const different = others.filter(({ differing }) => 2 * differing.length > compared);
  return others.length > 0 && 2 * different.length > others.length;
}
