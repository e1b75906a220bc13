import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeElectron } from '../../../support/fake-electron.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const state = vi.hoisted(() => ({ fake: undefined as unknown as FakeElectron }));

vi.mock('electron', async () => {
  const { electronModule, freshFake } = await import('../../../support/fake-electron.ts');
  state.fake = freshFake();
  return electronModule(state.fake);
});

const folder = temporaryFolder('desktop');
let count = 0;

/** Runs the program in a data folder of its own. */
async function begin(change: Partial<FakeElectron> = {}): Promise<FakeElectron> {
  // The module stays the same for all tests: what the last one left in it goes.
  const { app, ipcMain, session } = await import('electron');
  for (const emitter of [app, ipcMain, session.defaultSession]) emitter.removeAllListeners();
  state.fake.calls.length = 0;
  state.fake.windows.length = 0;
  Object.assign(state.fake, { primary: true, packaged: false }, change);
  await import('../../../../src-main/shells/electron/main.ts');
  return state.fake;
}

describe('the start of the desktop shell', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.stubEnv('MGTTA_LAB_DATA', path.join(folder, String(count++)));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    const { app } = await import('electron');
    app.emit('window-all-closed');
    if (state.fake.windows.length > 0) await vi.waitFor(() => expect(state.fake.calls).toContain('exit'));
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM').removeAllListeners('SIGHUP');
  });

  it('opens one sandboxed window, after permissions and protocol are set', async () => {
    const { calls, windows } = await begin();
    await vi.waitFor(() => expect(windows[0]?.calls).toContain('load app://lab/#/'));
    expect(calls.slice(1, 3)).toEqual(['scheme', 'sandbox']);
    expect(calls.indexOf('setPermissionRequestHandler')).toBeLessThan(calls.indexOf('handle app'));
    expect(windows).toHaveLength(1);
    expect(windows[0]!.options).toMatchObject({
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
    });
    expect(existsSync(path.join(process.env['MGTTA_LAB_DATA']!, 'lab.sqlite'))).toBe(true);
  });

  it('keeps a lock and a profile per data folder', async () => {
    const { calls, windows } = await begin();
    expect(calls[0]).toBe(`setPath userData ${path.join(process.env['MGTTA_LAB_DATA']!, 'desktop')}`);
    await vi.waitFor(() => expect(windows).toHaveLength(1));
  });

  it.each([
    [false, 'load http://localhost:5173/#/'],
    [true, 'load app://lab/#/'],
  ])('follows the development server unless packaged (%s)', async (packaged, expected) => {
    vi.stubEnv('ELECTRON_RENDERER_URL', 'http://localhost:5173');
    const { windows } = await begin({ packaged });
    await vi.waitFor(() => expect(windows[0]?.calls).toContain(expected));
  });

  it('leaves the field to an instance that already runs', async () => {
    const { calls, windows } = await begin({ primary: false });
    expect(calls).toContain('quit');
    expect(windows).toHaveLength(0);
  });

  it('brings its window to the front when it is started again', async () => {
    const { windows } = await begin();
    await vi.waitFor(() => expect(windows).toHaveLength(1));
    const { app } = await import('electron');
    await vi.waitFor(() => expect(app.listenerCount('second-instance')).toBe(1));
    app.emit('second-instance');
    expect(windows[0]!.calls).toContain('focus');
    expect(windows).toHaveLength(1);
  });

  it('says in a box why it can not open the lab', async () => {
    vi.stubEnv('MGTTA_LAB_DATA', path.join(import.meta.filename, 'no-folder'));
    vi.spyOn(console, 'error').mockReturnValue();
    const { calls } = await begin();
    expect(calls).toContainEqual(expect.stringMatching(/^error box The lab could not be opened/));
    expect(calls).toContain('exit');
  });
});
