import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LabError } from '../../src-shared/errors.ts';

/**
 * A folder of shipped data, `resources/<name>`, found from here upwards: the depth differs between source and built
 * program.
 * @throws LabError `not-found` when the installation is incomplete
 */
export function resourceFolder(name: string, from: string = import.meta.dirname): string {
  const folder = join(from, 'resources', name);
  if (existsSync(folder)) return folder;
  const parent = dirname(from);
  if (parent !== from) return resourceFolder(name, parent);
  throw new LabError('not-found', `The folder resources/${name} of the lab is missing.`, 'Install the lab again.');
}
