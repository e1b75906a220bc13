import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabEvent } from '../../../../src-shared/api/events.ts';
import { settingsSchema } from '../../../../src-shared/api/lab.ts';
import { settingsApi } from '../../../../src-main/app/api/settings.ts';
import { dataFolder } from '../../../../src-main/platform/data-folder.ts';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { LabLog } from '../../../../src-main/platform/log.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../../src-main/store/store.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { temporaryFile } from '../../store/support.ts';

const folder = temporaryFolder('settings');
let store: Store;
let events: LabEvent[];

function setUp(dataDir: string, roots: string[] | null = null) {
  const hub = new EventHub();
  hub.subscribe((event) => events.push(event));
  return settingsApi({ dataDir, notices: ['The database was damaged.'], store, hub, log: new LabLog(dataDir), roots });
}

beforeEach(() => {
  vi.stubEnv('XDG_DATA_HOME', folder);
  vi.stubEnv('APPDATA', folder);
  vi.stubEnv('HOME', folder);
  vi.stubEnv('MGTTA_LAB_DATA', undefined);
  events = [];
  store = openStore(temporaryFile());
});
afterEach(() => {
  vi.unstubAllEnvs();
  store.close();
});

describe('settings', () => {
  it('begin with their defaults, are changed one by one, and published to all windows', async () => {
    const api = setUp(folder);
    expect(await api.getSettings({})).toEqual(settingsSchema.parse({}));
    expect(await api.changeSettings({ theme: 'dark' })).toMatchObject({ theme: 'dark', onClose: 'ask' });
    await api.changeSettings({ threads: 2 });
    expect(await api.getSettings({})).toMatchObject({ theme: 'dark', threads: 2 });
    expect(events).toContainEqual({ topic: 'changed', payload: { what: 'settings' } });
  });

  it('of another version lose only what is not understood', async () => {
    store.writeValue('settings', { theme: 'sepia', threads: 3, constructor: 1, colour: 'red' });
    expect(await setUp(folder).getSettings({})).toEqual(settingsSchema.parse({ threads: 3 }));
    store.writeValue('settings', 'nonsense');
    expect(await setUp(folder).getSettings({})).toEqual(settingsSchema.parse({}));
  });
});

describe('what windows remember', () => {
  it('is kept by key, apart from the settings', async () => {
    const api = setUp(folder);
    expect(await api.readUiState({ key: 'settings' })).toBeNull();
    await api.writeUiState({ key: 'settings', value: { draft: [1, null] } });
    expect(await api.readUiState({ key: 'settings' })).toEqual({ draft: [1, null] });
    expect(await api.getSettings({})).toEqual(settingsSchema.parse({}));
  });

  it('may not be large', async () => {
    const api = setUp(folder);
    await api.writeUiState({ key: 'k', value: 'x'.repeat(256 * 1024 - 2) });
    await expect(api.writeUiState({ key: 'k', value: 'é'.repeat(200_000) })).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(await api.readUiState({ key: 'k' })).toHaveLength(256 * 1024 - 2);
  });
});

describe('info', () => {
  it('gives sizes and notices', async () => {
    const dataDir = path.join(folder, 'sizes');
    mkdirSync(path.join(dataDir, 'cache', 'deep'), { recursive: true });
    writeFileSync(path.join(dataDir, 'lab.sqlite'), '12345');
    writeFileSync(path.join(dataDir, 'lab.sqlite-wal'), '123');
    writeFileSync(path.join(dataDir, 'cache', 'deep', 'images'), '12');
    expect(await setUp(dataDir).info({})).toMatchObject({
      dataFolder: dataDir,
      nextDataFolder: dataDir,
      notebook: expect.stringContaining(`lab = Lab(${JSON.stringify(dataDir)})`) as string,
      storeBytes: 8,
      cacheBytes: 2,
      notices: ['The database was damaged.'],
    });
  });
});

describe('moveDataFolder', () => {
  it('holds from the next start on, and can be taken back', async () => {
    const api = setUp(dataFolder());
    const next = path.join(folder, 'next');
    await api.moveDataFolder({ path: next });
    expect(await api.info({})).toMatchObject({ nextDataFolder: next });
    expect(dataFolder()).toBe(next);
    await api.moveDataFolder({ path: null });
    expect(await api.info({})).toMatchObject({ nextDataFolder: dataFolder() });
  });

  it('is refused where it would have no effect, or leads out of the roots', async () => {
    const refused = { code: 'bad-input' };
    const elsewhere = setUp(path.join(folder, 'asked-for'));
    await expect(elsewhere.moveDataFolder({ path: folder })).rejects.toMatchObject(refused);
    const api = setUp(dataFolder(), [path.join(folder, 'root')]);
    await expect(api.moveDataFolder({ path: path.join(folder, 'root-2') })).rejects.toMatchObject(refused);
    await expect(api.moveDataFolder({ path: path.join(folder, 'root', '..', 'x') })).rejects.toMatchObject(refused);
    vi.stubEnv('MGTTA_LAB_DATA', dataFolder());
    await expect(setUp(dataFolder()).moveDataFolder({ path: null })).rejects.toMatchObject(refused);
  });
});
