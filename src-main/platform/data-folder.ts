import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { LabError, toLabError } from '../../src-shared/errors.ts';

const name = 'mgtta-lab';

/** Facts that the place of the data depends on. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Full path of the user's folder; undefined where there is none. */
  readonly home: string | undefined;
}

/** The user's folder: as `HOME` says where that is a full path, else as the system knows it. */
function homeFolder(): string | undefined {
  return [homedir, () => userInfo().homedir]
    .map(attempt)
    .find((folder) => folder !== undefined && path.isAbsolute(folder));
}

function attempt(ask: () => string): string | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

const here = (): Surroundings => ({ env: process.env, platform: process.platform, home: homeFolder() });

/** Where the operating system wants an application's data; variables that hold no full path count as unset, as XDG says. */
function defaultDataFolder({ env, platform, home }: Surroundings): string {
  const rules = platform === 'win32' ? path.win32 : path;
  const said = (variable: string): string | undefined => {
    const value = env[variable] ?? '';
    return rules.isAbsolute(value) ? value : undefined;
  };
  const inHome = (...parts: string[]): string => {
    if (home !== undefined && rules.isAbsolute(home)) return path.join(home, ...parts);
    throw new LabError(
      'bad-option',
      'There is no home folder to keep the data in.',
      'Name a folder with --data-dir or MGTTA_LAB_DATA.',
    );
  };
  if (platform === 'win32') return path.join(said('APPDATA') ?? inHome('AppData', 'Roaming'), name);
  if (platform === 'darwin') return inHome('Library', 'Application Support', name);
  return path.join(said('XDG_DATA_HOME') ?? inHome('.local', 'share'), name);
}

const variable = 'MGTTA_LAB_DATA';

/** The folder that the environment names; undefined where the variable is unset or empty. */
export function environmentFolder(env: NodeJS.ProcessEnv): string | undefined {
  const folder = env[variable]?.trim() ?? '';
  if (folder === '' || path.isAbsolute(folder)) return folder === '' ? undefined : folder;
  throw new LabError(
    'bad-option',
    `${variable} is '${folder}', which would be another folder wherever a command is started.`,
    'Give the full path, or unset it.',
  );
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
  if (path.isAbsolute(folder) && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new LabError(
    'not-found',
    `The data folder ${folder} does not exist.`,
    `Connect the disk that holds it, or delete ${pointer} to begin in the usual place.`,
  );
}

/**
 * The folder of database, checkpoints and exports: as asked for, else `MGTTA_LAB_DATA`, else as chosen in the settings,
 * else the system's place.
 * @throws LabError `not-found` when the chosen one is gone, `bad-option` for an empty name or where nothing says a full path
 */
export function dataFolder(asked?: string, surroundings = here()): string {
  if (asked?.trim() === '') {
    throw new LabError('bad-option', 'The name of the data folder is empty.', 'Give --data-dir a folder.');
  }
  return path.resolve(
    asked ?? environmentFolder(surroundings.env) ?? chosenDataFolder(surroundings) ?? defaultDataFolder(surroundings),
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
