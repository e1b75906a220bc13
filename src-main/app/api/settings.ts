import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { confine } from '../../catalog/datasets/confine.ts';
import { chooseDataFolder, dataFolder, environmentFolder } from '../../platform/data-folder.ts';
import { notebookCode } from '../../platform/notebook.ts';
import { hostFacts } from '../../platform/host.ts';
import { readSettings, settingsKey } from '../../catalog/settings.ts';
import type { ApiContext } from './context.ts';

type SettingsApi = Pick<
  LabApi,
  'info' | 'readLog' | 'getSettings' | 'changeSettings' | 'moveDataFolder' | 'readUiState' | 'writeUiState'
>;

/** Bytes of JSON that windows may remember under one key. */
const uiStateLimit = 256 * 1024;
const uiStateKey = (key: string) => `ui/${key}`;

/** Bytes of all files whose names begin like this, e.g. the database and its journals. */
async function bytesOfFiles(folder: string, prefix: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names
    .filter((name) => name.startsWith(prefix))
    .map(async (name) => {
      const entry = await stat(path.join(folder, name)).catch(() => undefined);
      return entry?.isFile() ? entry.size : 0;
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The data folder of the next start; null if unknown. */
function nextDataFolder(): string | null {
  try {
    return dataFolder();
  } catch {
    return null;
  }
}

/** Facts about the lab, its settings, and what windows remember. */
export function settingsApi({
  dataDir,
  notices,
  store,
  hub,
  log,
  roots,
}: Pick<ApiContext, 'dataDir' | 'notices' | 'log' | 'store' | 'hub' | 'roots'>): SettingsApi {
  // A folder given on the command line will be given there again.
  const isUsualFolder = nextDataFolder() === dataDir;

  const checkMove = async (folder: string | null): Promise<void> => {
    if (!isUsualFolder || environmentFolder(process.env) !== undefined) {
      throw new LabError(
        'bad-input',
        'The data folder of this lab was chosen where it was started.',
        'Start it without --data-dir and MGTTA_LAB_DATA to choose the folder here.',
      );
    }
    if (folder !== null) await confine(folder, roots);
  };

  return {
    info: async () => {
      const { labVersion, ...host } = hostFacts();
      return {
        version: labVersion,
        ...host,
        dataFolder: dataDir,
        nextDataFolder: isUsualFolder ? (nextDataFolder() ?? dataDir) : dataDir,
        notebook: notebookCode(dataDir),
        storeBytes: await bytesOfFiles(dataDir, 'lab.sqlite'),
        cacheBytes: await bytesOfFiles(path.join(dataDir, 'cache'), ''),
        notices: [...notices],
      };
    },

    readLog: (query) => Promise.resolve({ file: log.file, entries: log.entries(query) }),

    getSettings: () => Promise.resolve(readSettings(store)),

    async changeSettings(changes) {
      const settings = { ...readSettings(store), ...changes };
      store.writeValue(settingsKey, settings);
      hub.publish('changed', { what: 'settings' });
      return Promise.resolve(settings);
    },

    async moveDataFolder({ path: folder }) {
      await checkMove(folder);
      chooseDataFolder(folder);
      hub.publish('changed', { what: 'settings' });
      return Promise.resolve(null);
    },

    readUiState: ({ key }) => Promise.resolve(store.readValue(uiStateKey(key))),

    async writeUiState({ key, value }) {
      const bytes = Buffer.byteLength(JSON.stringify(value));
      if (bytes > uiStateLimit) {
        throw new LabError('bad-input', `This page wants to remember ${bytes} bytes; ${uiStateLimit} is the most.`);
      }
      store.writeValue(uiStateKey(key), value);
      return Promise.resolve(null);
    },
  };
}
