import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../../../src-shared/bridge.ts';

const electron = vi.hoisted(() => ({ exposed: [] as [string, unknown][], ipc: undefined as unknown as EventEmitter }));

vi.mock('electron', () => {
  const send = vi.fn();
  const invoke = vi.fn(() => Promise.resolve('/chosen'));
  electron.ipc = Object.assign(new EventEmitter(), { send, invoke });
  const contextBridge = { exposeInMainWorld: (name: string, value: unknown) => electron.exposed.push([name, value]) };
  return { contextBridge, ipcRenderer: electron.ipc };
});
vi.stubGlobal('__LAB_VERSION__', '1.2.3');
await import('../../../../src-main/shells/electron/preload.ts');
const [name, value] = electron.exposed[0]!;
const bridge = value as Bridge;
const ipc = electron.ipc as EventEmitter & { send: ReturnType<typeof vi.fn>; invoke: ReturnType<typeof vi.fn> };

describe('the bridge', () => {
  it('is all that the page gets', () => {
    expect(electron.exposed).toHaveLength(1);
    expect(name).toBe('labBridge');
    expect(Object.keys(bridge).sort()).toEqual([
      'onMessage',
      'onNavigate',
      'openFile',
      'pickFile',
      'pickFolder',
      'platform',
      'send',
      'setProgress',
      'shell',
      'showDataFolder',
      'version',
    ]);
    expect(bridge).toMatchObject({ shell: 'desktop', version: '1.2.3', platform: process.platform });
  });

  it('hands texts on without the event, until the listener leaves', () => {
    const [texts, routes] = [vi.fn(), vi.fn()];
    const leave = bridge.onMessage(texts);
    bridge.onNavigate(routes);
    ipc.emit('lab:text', { sender: ipc }, 'hello');
    ipc.emit('lab:navigate', { sender: ipc }, '/runs');
    leave();
    ipc.emit('lab:text', { sender: ipc }, 'again');
    expect(texts.mock.calls).toEqual([['hello']]);
    expect(routes.mock.calls).toEqual([['/runs']]);
  });

  it('asks the main process under fixed names only', async () => {
    bridge.send('text');
    bridge.setProgress(0.5);
    bridge.showDataFolder();
    expect(ipc.send.mock.calls).toEqual([['lab:text', 'text'], ['lab:progress', 0.5], ['lab:show-data-folder']]);
    expect(await bridge.pickFolder()).toBe('/chosen');
    expect(await bridge.pickFile('bundle')).toBe('/chosen');
    expect(ipc.invoke.mock.calls).toEqual([['lab:pick-folder'], ['lab:pick-file', 'bundle']]);
  });
});
