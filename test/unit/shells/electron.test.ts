import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Session, WebContents } from 'electron';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { confineTo, denyPermissions } from '../../../src-main/shells/electron/lockdown.ts';
import { pageHandler, pageOrigin } from '../../../src-main/shells/electron/protocol.ts';

const electron = vi.hoisted(() => ({
  primary: true,
  packaged: false,
  calls: [] as string[],
  windows: [] as unknown[],
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class BrowserWindow extends Emitter {
    static getAllWindows = () => electron.windows;
    constructor(options: unknown) {
      super();
      electron.windows.push(options);
    }
    loadURL = (url: string) => Promise.resolve(electron.calls.push(`load ${url}`));
  }
  class App extends Emitter {
    get isPackaged() {
      return electron.packaged;
    }
    requestSingleInstanceLock = () => electron.primary;
    whenReady = () => Promise.resolve();
    enableSandbox = () => electron.calls.push('sandbox');
    quit = () => electron.calls.push('quit');
    exit = () => electron.calls.push('exit');
  }
  const protocol = {
    registerSchemesAsPrivileged: () => electron.calls.push('scheme'),
    handle: (scheme: string) => electron.calls.push(`handle ${scheme}`),
  };
  const handlers = ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'setDevicePermissionHandler'];
  const defaultSession = Object.fromEntries(handlers.map((name) => [name, () => electron.calls.push(name)]));
  return { app: new App(), BrowserWindow, protocol, session: { defaultSession } };
});

describe('the start of the desktop shell', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  beforeEach(() => {
    vi.resetModules();
    Object.assign(electron, { primary: true, packaged: false, calls: [], windows: [] });
  });

  it('opens one sandboxed window, after permissions and protocol are set', async () => {
    await import('../../../src-main/shells/electron/main.ts');
    await vi.waitFor(() => expect(electron.calls).toContain('load app://lab/'));
    expect(electron.calls.slice(0, 2)).toEqual(['scheme', 'sandbox']);
    expect(electron.calls.indexOf('setPermissionRequestHandler')).toBeLessThan(electron.calls.indexOf('handle app'));
    expect(electron.windows).toHaveLength(1);
    expect(electron.windows[0]).toMatchObject({
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
    });
  });

  it.each([
    [false, 'load http://localhost:5173/'],
    [true, 'load app://lab/'],
  ])('follows the development server unless packaged (%s)', async (packaged, expected) => {
    vi.stubEnv('ELECTRON_RENDERER_URL', 'http://localhost:5173');
    electron.packaged = packaged;
    await import('../../../src-main/shells/electron/main.ts');
    await vi.waitFor(() => expect(electron.calls).toContain(expected));
  });

  it('leaves the field to an instance that already runs', async () => {
    electron.primary = false;
    await import('../../../src-main/shells/electron/main.ts');
    expect(electron.calls).toEqual(['quit']);
    expect(electron.windows).toHaveLength(0);
  });
});

describe('confineTo', () => {
  function contents() {
    const open = vi.fn<(handler: () => { action: string }) => void>();
    const emitter = Object.assign(new EventEmitter(), { setWindowOpenHandler: open });
    confineTo(pageOrigin, emitter as unknown as WebContents);
    const allows = (event: string, url: string): boolean => {
      const preventDefault = vi.fn();
      emitter.emit(event, { url, preventDefault });
      return preventDefault.mock.calls.length === 0;
    };
    return { allows, windowAnswer: open.mock.calls[0]?.[0]() };
  }

  it('stays on the pages of the lab', () => {
    const { allows } = contents();
    for (const event of ['will-navigate', 'will-redirect']) {
      expect(allows(event, 'app://lab/runs')).toBe(true);
      for (const url of ['https://example.org/', 'file:///etc/passwd', 'app://labor/', 'app://other/lab/']) {
        expect(allows(event, url)).toBe(false);
      }
    }
  });

  it('opens no further window and attaches no web view', () => {
    const { allows, windowAnswer } = contents();
    expect(windowAnswer).toEqual({ action: 'deny' });
    expect(allows('will-attach-webview', 'app://lab/')).toBe(false);
  });
});

describe('denyPermissions', () => {
  it('answers every question with no', () => {
    const session = {
      setPermissionRequestHandler:
        vi.fn<(handler: (c: null, p: string, decide: (yes: boolean) => void) => void) => void>(),
      setPermissionCheckHandler: vi.fn<(handler: () => boolean) => void>(),
      setDevicePermissionHandler: vi.fn<(handler: () => boolean) => void>(),
    };
    denyPermissions(session as unknown as Session);
    const decide = vi.fn();
    session.setPermissionRequestHandler.mock.calls[0]?.[0](null, 'media', decide);
    expect(decide).toHaveBeenCalledExactlyOnceWith(false);
    expect(session.setPermissionCheckHandler.mock.calls[0]?.[0]()).toBe(false);
    expect(session.setDevicePermissionHandler.mock.calls[0]?.[0]()).toBe(false);
  });
});

describe('pageHandler', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'lab-protocol-'));
    writeFileSync(path.join(root, 'index.html'), '<title>Lab</title>');
  });
  afterAll(() => rmSync(root, { recursive: true }));
  const get = (url: string, init?: RequestInit) => pageHandler(root)(new Request(url, init));

  it('serves the pages with their type and policy', async () => {
    const response = await get('app://lab/');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<title>Lab</title>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('refuses other hosts, other methods, other files', async () => {
    expect((await get('app://other/')).status).toBe(403);
    expect((await get('app://lab/', { method: 'POST' })).status).toBe(405);
    expect((await get('app://lab/missing.js')).status).toBe(404);
    expect((await get('app://lab/..%2f..%2fetc%2fpasswd')).status).toBe(404);
  });
});
