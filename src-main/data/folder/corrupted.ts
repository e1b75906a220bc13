import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { allCorruptionNames, severities } from '../../../src-shared/corruptions.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { Shift } from '../../../src-shared/run-config.ts';

export const corruptedLayoutHint =
  'Choose the folder that holds one folder per corruption, as ImageNet-C does: <corruption>/<severity>/<class>/<image>.';

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

/** The corruptions and severities for which a folder has images, in the lab's order. @throws LabError `not-found`, `bad-input` */
export async function listStoredShifts(root: string): Promise<Shift[]> {
  const corruptions = await foldersIn(root);
  const present = allCorruptionNames.filter((name) => corruptions.has(name));
  const shifts = await Promise.all(
    present.map(async (corruption) => {
      const levels = await foldersIn(join(root, corruption));
      return severities
        .filter((severity) => levels.has(String(severity)))
        .map((severity) => ({ corruption, severity }));
    }),
  );
  return shifts.flat();
}

/** Where the images of a stored shift lie. */
export function shiftFolder(root: string, { corruption, severity }: Shift): string {
  return join(root, corruption, String(severity));
}

/** @throws LabError `bad-input` naming what there is instead */
export function requireStored(root: string, stored: readonly Shift[], { corruption, severity }: Shift): void {
  const levels = stored.filter((shift) => shift.corruption === corruption).map((shift) => shift.severity);
  if (levels.includes(severity)) return;
  const names = [...new Set(stored.map((shift) => shift.corruption))].join(', ');
  if (levels.length === 0) {
    throw new LabError('bad-input', `${root} has no images of ${corruption}.`, `It has: ${names}.`);
  }
  throw new LabError(
    'bad-input',
    `${root} has no images of ${corruption} at severity ${severity}.`,
    `It has severity ${levels.join(', ')}.`,
  );
}
