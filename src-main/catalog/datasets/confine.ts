import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';

/** Whether `target` is `folder` or lies below it; both without links. */
export function isBelow(target: string, folder: string): boolean {
  const relative = path.relative(folder, target);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

/** The folders without links; those that are not there are left out. */
export async function realRoots(roots: readonly string[]): Promise<string[]> {
  const resolved = await Promise.all(roots.map((root) => realpath(root).catch(() => null)));
  return resolved.filter((root) => root !== null);
}

/**
 * Checks that a user's path leads, links followed, into one of the folders that may be read.
 * @param roots null for no limit
 * @param namedRoots the roots that a refusal names, where some of them must stay private
 * @returns the path from the root of its disk on, without `..`
 * @throws LabError `bad-input` when it is not absolute or leads elsewhere; a path to nowhere is judged by where it would lie
 */
export async function confine(
  asked: string,
  roots: readonly string[] | null,
  namedRoots: readonly string[] | null = roots,
): Promise<string> {
  if (asked.includes('\0')) throw new LabError('bad-input', "A path can't contain a null character.");
  if (!path.isAbsolute(asked)) {
    throw new LabError('bad-input', `${asked} is not a full path.`, 'Give the path from the root of its disk on.');
  }
  const resolved = path.resolve(asked);
  if (roots === null) return resolved;
  const [real, allowed] = await Promise.all([realOrNearest(resolved), realRoots(roots)]);
  if (allowed.some((root) => isBelow(real, root))) return resolved;
  throw new LabError(
    'bad-input',
    `${asked} lies outside the folders that this lab may read.`,
    `It may read: ${(namedRoots ?? []).join(', ')}. Start the lab with another root to allow more.`,
  );
}

/** Where a path leads with links followed; for one that is not there, what is there of it and the rest as it stands. */
async function realOrNearest(target: string): Promise<string> {
  const real = await realpath(target).catch(() => null);
  if (real !== null) return real;
  const parent = path.dirname(target);
  return parent === target ? target : path.join(await realOrNearest(parent), path.basename(target));
}
