import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Settings } from '../../../../src-shared/api/lab.ts';
import { LabWindows } from '../../../../src-main/shells/electron/windows.ts';
import type { FakeElectron } from '../../../support/fake-electron.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const state = vi.hoisted(() => ({ fake: undefined as unknown as FakeElectron }));

vi.mock('electron', async () => {
  const { electronModule, freshFake } = await import('../../../support/fake-electron.ts');
  state.fake = freshFake();
  return electronModule(state.fake);
});

const folder = temporaryFolder('windows');
const stateFile = path.join(folder, 'window.json');
const facts = { onClose: 'ask' as Settings['onClose'], busy: false, ending: false };
const stop = vi.fn();
let windows: LabWindows;

beforeEach(() => {
  state.fake.windows.length = 0;
  writeFileSync(stateFile, 'damaged');
  Object.assign(facts, { onClose: 'ask', busy: false, ending: false });
  stop.mockClear();
  windows = new LabWindows({
    origin: 'app://lab',
    preload: '/preload.cjs',
    stateFile,
    onClose: () => facts.onClose,
    busy: () => facts.busy,
    ending: () => facts.ending,
    stop,
  });
});

async function opened() {
  await windows.add();
  return state.fake.windows.at(-1)!;
}

describe('closing a window', () => {
  it('just closes it while nothing runs', async () => {
    expect((await opened()).close()).toBe(true);
    expect(stop).not.toHaveBeenCalled();
  });

  it.each([
    [0, ['show', 'hide'], 0],
    [1, ['show'], 1],
    [2, ['show'], 0],
  ])('asks while a run is under way: button %i', async (answer, calls, stops) => {
    const window = await opened();
    facts.busy = true;
    state.fake.answer = answer;
    expect(window.close()).toBe(false);
    await vi.waitFor(() => expect(window.calls.slice(1)).toEqual(calls));
    expect(stop).toHaveBeenCalledTimes(stops);
  });

  it('does what the settings say without asking', async () => {
    const window = await opened();
    Object.assign(facts, { busy: true, onClose: 'background' });
    expect(window.close()).toBe(false);
    expect(window.calls).toContain('hide');
    facts.onClose = 'stop';
    expect(window.close()).toBe(false);
    expect(stop).toHaveBeenCalledOnce();
  });

  it('needs no question for the last but one, nor while the lab ends', async () => {
    const [first, second] = [await opened(), await opened()];
    facts.busy = true;
    expect(first.close()).toBe(true);
    facts.ending = true;
    expect(second.close()).toBe(true);
  });
});

describe('a window', () => {
  it('opens where the last one was closed', async () => {
    const window = await opened();
    window.maximized = true;
    window.close();
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toEqual({
      x: 10,
      y: 20,
      width: 900,
      height: 700,
      maximized: true,
    });
    const next = await opened();
    expect(next.options).toMatchObject({ x: 10, y: 20, width: 900, height: 700 });
    expect(next.calls).toContain('maximize');
  });

  it('is brought back with the page that is asked for, or opened if there is none', () => {
    windows.show('/runs/x');
    expect(state.fake.windows[0]!.calls).toContain('load app://lab/#/runs/x');
    windows.show('/runs/y');
    expect(state.fake.windows).toHaveLength(1);
    expect(state.fake.windows[0]!.webContents.sent).toEqual([['lab:navigate', '/runs/y']]);
    expect(state.fake.windows[0]!.calls).toContain('focus');
  });

  it('offers to load a crashed page again', async () => {
    const window = await opened();
    state.fake.answer = 0;
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await vi.waitFor(() => expect(window.webContents.reloads).toBe(1));
    state.fake.answer = 1;
    window.emit('unresponsive');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(window.webContents.reloads).toBe(1);
  });
});
