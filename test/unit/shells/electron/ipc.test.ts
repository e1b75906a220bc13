import { EventEmitter } from 'node:events';
import type { BrowserWindow, Dialog, IpcMain, IpcMainEvent, Shell } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { LabApi } from '../../../../src-shared/api/contract.ts';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { answerPages } from '../../../../src-main/shells/electron/page-requests.ts';
import { isOwnPage } from '../../../../src-main/shells/electron/sender.ts';
import { WindowLink } from '../../../../src-main/shells/electron/window-link.ts';
import { WireServer } from '../../../../src-main/shells/wire/wire-server.ts';
import { FakeContents } from '../../../support/fake-electron.ts';

const origin = 'app://lab';

function eventOf(sender: FakeContents, senderFrame: object | null = sender.mainFrame): IpcMainEvent {
  return { sender, senderFrame } as unknown as IpcMainEvent;
}

class FakeIpc extends EventEmitter {
  readonly handlers = new Map<string, (...args: unknown[]) => unknown>();
  handle = (channel: string, handler: (...args: unknown[]) => unknown): void =>
    void this.handlers.set(channel, handler);
}

describe('isOwnPage', () => {
  it('takes the main frame at the origin of the lab, nothing else', () => {
    const contents = new FakeContents();
    expect(isOwnPage(eventOf(contents), origin)).toBe(true);
    expect(isOwnPage(eventOf(contents, null), origin)).toBe(false);
    expect(isOwnPage(eventOf(contents, { url: 'app://lab/' }), origin)).toBe(false);
    for (const url of ['https://example.org/', 'app://labor/', 'app://lab.example/', 'about:blank']) {
      contents.mainFrame.url = url;
      expect(isOwnPage(eventOf(contents), origin)).toBe(false);
    }
  });
});

describe('WindowLink', () => {
  const hello = JSON.stringify({ type: 'hello', seen: null });

  function setUp() {
    const ipc = new FakeIpc();
    const hub = new EventHub();
    const wire = new WireServer({} as LabApi, hub);
    new WindowLink(ipc as unknown as IpcMain, wire, origin);
    const say = (contents: FakeContents, text: unknown, event = eventOf(contents)) => ipc.emit('lab:text', event, text);
    return { hub, wire, say };
  }

  it('connects each window until it is gone', () => {
    const { hub, wire, say } = setUp();
    const [first, second] = [new FakeContents(), new FakeContents()];
    say(first, hello);
    say(second, hello);
    hub.publish('rewound', { runId: 'x' });
    for (const { sent } of [first, second]) {
      const texts = sent.map(([channel, text]) => [channel, (JSON.parse(String(text)) as { type: string }).type]);
      expect(texts).toEqual([
        ['lab:text', 'welcome'],
        ['lab:text', 'event'],
      ]);
    }
    first.emit('destroyed');
    expect(wire.size).toBe(1);
  });

  it('does not listen to foreign frames, nor to anything but texts', () => {
    const { wire, say } = setUp();
    const contents = new FakeContents();
    say(contents, hello, eventOf(contents, { url: 'https://example.org/' }));
    say(contents, { type: 'hello' });
    expect(wire.size).toBe(0);
  });

  it('begins anew with a page that broke the protocol and was loaded again', () => {
    const { wire, say } = setUp();
    const contents = new FakeContents();
    say(contents, '{');
    expect(wire.size).toBe(0);
    say(contents, hello);
    expect(wire.size).toBe(1);
    expect(contents.sent).toHaveLength(1);
  });
});

describe('answerPages', () => {
  function setUp() {
    const ipc = new FakeIpc();
    const showOpenDialog = vi.fn(() => Promise.resolve({ canceled: false, filePaths: ['/chosen'] }));
    const openPath = vi.fn();
    const showItemInFolder = vi.fn();
    const setProgressBar = vi.fn();
    answerPages({
      ipc: ipc as unknown as IpcMain,
      dialog: { showOpenDialog } as unknown as Dialog,
      shell: { openPath, showItemInFolder } as unknown as Shell,
      origin,
      dataDir: '/data',
      isOwnFile: (file) => file === '/data/methods/mine.method.ts',
      windowOf: () => ({ setProgressBar }) as unknown as BrowserWindow,
    });
    // As Electron does, which turns what a handler throws into a rejection.
    const ask = (channel: string, event: IpcMainEvent, ...args: unknown[]): Promise<unknown> =>
      new Promise((resolve) => resolve(ipc.handlers.get(channel)!(event, ...args)));
    return { ipc, ask, showOpenDialog, openPath, showItemInFolder, setProgressBar };
  }
  const own = eventOf(new FakeContents());
  const foreign = eventOf(new FakeContents(), { url: 'https://example.org/' });

  it('opens the files of own methods, and no others', () => {
    const { ipc, openPath, showItemInFolder } = setUp();
    const file = '/data/methods/mine.method.ts';
    ipc.emit('lab:open-file', own, file, 'edit');
    ipc.emit('lab:open-file', own, file, 'folder');
    ipc.emit('lab:open-file', foreign, file, 'edit');
    ipc.emit('lab:open-file', own, '/bin/sh', 'edit');
    ipc.emit('lab:open-file', own, { file }, 'edit');
    expect(openPath.mock.calls).toEqual([[file]]);
    expect(showItemInFolder.mock.calls).toEqual([[file]]);
  });

  it('shows the dialogs of the system', async () => {
    const { ask, showOpenDialog } = setUp();
    expect(await ask('lab:pick-folder', own)).toBe('/chosen');
    expect(await ask('lab:pick-file', own, 'checkpoint')).toBe('/chosen');
    expect(showOpenDialog.mock.calls[1]).toMatchObject([{}, { properties: ['openFile'] }]);
    showOpenDialog.mockResolvedValueOnce({ canceled: true, filePaths: [] });
    expect(await ask('lab:pick-folder', own)).toBeNull();
  });

  it('refuses foreign frames and unknown kinds of file', async () => {
    const { ipc, ask, showOpenDialog, openPath, setProgressBar } = setUp();
    await expect(ask('lab:pick-folder', foreign)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(ask('lab:pick-file', foreign, 'bundle')).rejects.toMatchObject({ code: 'bad-input' });
    for (const kind of ['constructor', '__proto__', 1, undefined]) {
      await expect(ask('lab:pick-file', own, kind)).rejects.toMatchObject({ code: 'bad-input' });
    }
    ipc.emit('lab:show-data-folder', foreign);
    ipc.emit('lab:progress', foreign, 0.5);
    expect([showOpenDialog, openPath, setProgressBar].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  it('shows the data folder, and nothing that a page names', () => {
    const { ipc, openPath } = setUp();
    ipc.emit('lab:show-data-folder', own, '/etc');
    expect(openPath).toHaveBeenCalledExactlyOnceWith('/data');
  });

  it('shows progress, or none', () => {
    const { ipc, setProgressBar } = setUp();
    for (const fraction of [0.5, null, 2, 'x', NaN]) ipc.emit('lab:progress', own, fraction);
    expect(setProgressBar.mock.calls).toEqual([[0.5], [-1], [-1], [-1], [-1]]);
  });
});
