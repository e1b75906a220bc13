import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Session, WebContents } from 'electron';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  confineDownloads,
  confineTo,
  denyPermissions,
  mayOpen,
} from '../../../../src-main/shells/electron/lockdown.ts';
import { pageHandler, pageOrigin } from '../../../../src-main/shells/electron/page-scheme.ts';

describe('confineTo', () => {
  function contents() {
    const open = vi.fn<(handler: (details: { url: string }) => { action: string }) => void>();
    const outside = vi.fn<(url: string) => void>();
    const emitter = Object.assign(new EventEmitter(), { setWindowOpenHandler: open });
    confineTo(pageOrigin, emitter as unknown as WebContents, outside);
    const allows = (event: string, url: string): boolean => {
      const preventDefault = vi.fn();
      emitter.emit(event, { url, preventDefault });
      return preventDefault.mock.calls.length === 0;
    };
    return { allows, outside, openWindow: open.mock.calls[0]![0] };
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
    const { allows, openWindow, outside } = contents();
    expect(openWindow({ url: 'app://lab/' })).toEqual({ action: 'deny' });
    expect(openWindow({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
    expect(outside).not.toHaveBeenCalled();
    expect(openWindow({ url: 'https://arxiv.org/abs/1' })).toEqual({ action: 'deny' });
    expect(outside).toHaveBeenCalledExactlyOnceWith('https://arxiv.org/abs/1');
    expect(allows('will-attach-webview', 'app://lab/')).toBe(false);
  });
});

describe('denyPermissions', () => {
  it('answers every question with no', () => {
    const session = {
      setPermissionRequestHandler:
        vi.fn<(handler: (c: null, p: string, decide: (yes: boolean) => void) => void) => void>(),
      setPermissionCheckHandler: vi.fn<(handler: (contents: null, permission: string) => boolean) => void>(),
      setDevicePermissionHandler: vi.fn<(handler: () => boolean) => void>(),
    };
    denyPermissions(session as unknown as Session);
    const decide = vi.fn();
    session.setPermissionRequestHandler.mock.calls[0]?.[0](null, 'media', decide);
    expect(decide).toHaveBeenCalledExactlyOnceWith(false);
    const check = session.setPermissionCheckHandler.mock.calls[0]![0];
    expect(check(null, 'geolocation')).toBe(false);
    expect(check(null, 'clipboard-read')).toBe(false);
    expect(check(null, 'clipboard-sanitized-write')).toBe(true);
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

describe('confineDownloads', () => {
  it('lets pages save what they made, where the user says', () => {
    const session = new EventEmitter();
    confineDownloads(session as unknown as Session, pageOrigin);
    const download = (url: string) => {
      const [preventDefault, setSaveDialogOptions] = [vi.fn(), vi.fn()];
      const item = { getURL: () => url, getFilename: () => 'runs.csv', setSaveDialogOptions };
      session.emit('will-download', { preventDefault }, item);
      return {
        refused: preventDefault.mock.calls.length > 0,
        options: setSaveDialogOptions.mock.calls[0]?.[0] as unknown,
      };
    };
    expect(download('blob:app://lab/1')).toEqual({ refused: false, options: { defaultPath: 'runs.csv' } });
    for (const url of ['https://example.org/x', 'blob:https://example.org/1', 'blob:app://labor/1', 'file:///x']) {
      expect(download(url).refused).toBe(true);
    }
  });
});

describe('mayOpen', () => {
  it.each(['https://arxiv.org/abs/1', 'https://github.com/x/y'])('takes %s', (url) => expect(mayOpen(url)).toBe(true));
  it.each([
    'http://arxiv.org/',
    'https://arxiv.org.evil.example/',
    'https://user@arxiv.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'nonsense',
  ])('refuses %s', (url) => expect(mayOpen(url)).toBe(false));
});
