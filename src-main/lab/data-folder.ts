import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { toLabError } from '../../src-shared/errors.ts';

const name = 'mgtta-lab';

/** Where the operating system wants an application's data. */
function defaultDataFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), name);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', name);
  return path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), name);
}

/** The folder of database, checkpoints and exports: as asked for, else `MGTTA_LAB_DATA`, else the system's place. */
export function dataFolder(
  asked?: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  return path.resolve(asked ?? env['MGTTA_LAB_DATA'] ?? defaultDataFolder(platform, env, home));
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
