import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { LabError, toLabError } from '../../src-shared/errors.ts';

const name = 'mgtta-lab';

/** What the place of the data depends on. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

const here = (): Surroundings => ({ env: process.env, platform: process.platform, home: homedir() });

/** Where the operating system wants an application's data. */
function defaultDataFolder({ env, platform, home }: Surroundings): string {
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), name);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', name);
  return path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), name);
}

/** The file in the system's place that names another folder, once the user has chosen one. */
function pointerFile(surroundings: Surroundings): string {
  return path.join(defaultDataFolder(surroundings), 'data-folder.txt');
}

function chosenDataFolder(surroundings: Surroundings): string | undefined {
  const pointer = pointerFile(surroundings);
  let folder: string;
  try {
    folder = readFileSync(pointer, 'utf8').trim();
  } catch {
    return undefined;
  }
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new LabError(
    'not-found',
    `The data folder ${folder} is not there.`,
    `Connect the disk that holds it, or delete ${pointer} to begin in the usual place.`,
  );
}

/**
 * The folder of database, checkpoints and exports: as asked for, else `MGTTA_LAB_DATA`, else as chosen in the settings,
 * else the system's place.
 * @throws LabError `not-found` when the chosen one is gone
 */
export function dataFolder(asked?: string, surroundings = here()): string {
  return path.resolve(
    asked ?? surroundings.env['MGTTA_LAB_DATA'] ?? chosenDataFolder(surroundings) ?? defaultDataFolder(surroundings),
  );
}

/** Makes a folder if it is not there. @throws LabError when that is not possible */
export function ensureFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw toLabError(error);
  }
  return folder;
}

function checkWritable(folder: string): void {
  const probe = path.join(folder, `.${name}-${process.pid}`);
  try {
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw toLabError(error);
  }
}

/**
 * Makes the lab use another data folder from its next start on; null goes back to the system's place. No data is moved.
 * @throws LabError `bad-input` for a path that is not absolute or can't be written to
 */
export function chooseDataFolder(folder: string | null, surroundings = here()): void {
  const pointer = pointerFile(surroundings);
  if (folder === null) {
    rmSync(pointer, { force: true });
    return;
  }
  if (!path.isAbsolute(folder)) throw new LabError('bad-input', `${folder} is not a full path.`, 'Begin at the root.');
  checkWritable(ensureFolder(folder));
  ensureFolder(path.dirname(pointer));
  writeFileSync(pointer, `${path.resolve(folder)}\n`);
}
