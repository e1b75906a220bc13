import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabEvent } from '../../../../src-shared/api/events.ts';
import { routes } from '../../../../src-renderer/routes.ts';
import { closingOf } from '../../../../src-main/shells/electron/closing.ts';
import { menuTemplate, type MenuActions } from '../../../../src-main/shells/electron/menu.ts';
import { watchRuns } from '../../../../src-main/shells/electron/notifications.ts';
import { dataDirFrom } from '../../../../src-main/shells/electron/options.ts';
import { placeOnDisplays } from '../../../../src-main/shells/electron/window-state.ts';

describe('closingOf', () => {
  const idle = { onClose: 'ask', busy: false, othersOpen: false, ending: false } as const;
  it.each([
    [idle, 'close'],
    [{ ...idle, busy: true }, 'ask'],
    [{ ...idle, busy: true, onClose: 'background' as const }, 'hide'],
    [{ ...idle, busy: true, onClose: 'stop' as const }, 'stop'],
    [{ ...idle, busy: true, othersOpen: true }, 'close'],
    [{ ...idle, busy: true, ending: true }, 'close'],
    [{ ...idle, onClose: 'background' as const }, 'close'],
  ])('%j → %s', (facts, expected) => {
    expect(closingOf(facts)).toBe(expected);
  });
});

describe('placeOnDisplays', () => {
  const left = { x: 0, y: 25, width: 1280, height: 775 };
  const right = { x: 1280, y: 0, width: 1920, height: 1080 };
  const at = (x: number, y: number, width = 900, height = 700) => ({ x, y, width, height, maximized: false });

  it('takes the place on any display', () => {
    expect(placeOnDisplays(at(100, 50), [left, right])).toEqual({ x: 100, y: 50, width: 900, height: 700 });
    expect(placeOnDisplays(at(1400, 50), [left, right])).toMatchObject({ x: 1400 });
  });

  it('gives a place up that is on no display any more', () => {
    expect(placeOnDisplays(at(1400, 50), [left])).toBeUndefined();
    expect(placeOnDisplays(at(-850, 50), [left])).toBeUndefined();
    expect(placeOnDisplays(at(100, 750), [left])).toBeUndefined();
  });

  it('keeps the title bar in reach and fits the display', () => {
    expect(placeOnDisplays(at(10, -40), [left])).toMatchObject({ y: 25 });
    expect(placeOnDisplays(at(0, 25, 4000, 3000), [left])).toMatchObject({ width: 1280, height: 775 });
  });
});

describe('menuTemplate', () => {
  const navigated: string[] = [];
  const actions: MenuActions = {
    navigate: (route) => void navigated.push(route),
    newWindow: vi.fn(),
    showDataFolder: vi.fn(),
    pauseOrContinue: vi.fn(),
    cancelRun: vi.fn(),
    quit: vi.fn(),
  };
  const entries = (platform: NodeJS.Platform) =>
    menuTemplate(actions, platform).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));

  it.each(['linux', 'darwin', 'win32'] as const)(
    'leads to pages that exist, by shortcuts of their own: %s',
    (platform) => {
      navigated.length = 0;
      const all = entries(platform);
      for (const { click } of all) click?.(undefined as never, undefined, undefined as never);
      expect(navigated.length).toBeGreaterThan(9);
      for (const route of navigated) expect(Object.values(routes)).toContain(route);
      const accelerators = all.flatMap(({ accelerator }) => accelerator ?? []);
      expect(new Set(accelerators).size).toBe(accelerators.length);
      expect(actions.newWindow).toHaveBeenCalled();
      expect(actions.pauseOrContinue).toHaveBeenCalled();
    },
  );

  it("has the application's menu on macOS only", () => {
    expect(menuTemplate(actions, 'darwin')[0]).toEqual({ role: 'appMenu' });
    expect(menuTemplate(actions, 'linux')[0]?.label).toBe('File');
  });
});

describe('watchRuns', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const event = (status: string, id = 'a') =>
    ({ topic: 'run', payload: { id, name: 'Tent', status, error: { message: 'No space.' } } }) as unknown as LabEvent;

  function setUp({ wanted = true, watched = false, busy = false } = {}) {
    const notify = vi.fn();
    const watch = watchRuns({ wanted: () => wanted, watched: () => watched, busy: () => busy }, notify);
    return {
      notify,
      see: (...events: LabEvent[]) => {
        for (const one of events) watch(one);
        vi.runAllTimers();
      },
    };
  }

  it('reports the last run that is done, once', () => {
    const { notify, see } = setUp();
    see(event('running'), event('done'), event('done'));
    expect(notify).toHaveBeenCalledExactlyOnceWith({
      title: 'Tent is done',
      body: 'No run is left to do.',
      route: '/runs/a',
    });
  });

  it('reports every failure, even among others', () => {
    const { notify, see } = setUp({ busy: true });
    see(event('done', 'a'), event('failed', 'b'));
    expect(notify).toHaveBeenCalledExactlyOnceWith({ title: 'Tent failed', body: 'No space.', route: '/runs/b' });
  });

  it('reports again when a run was resumed', () => {
    const { notify, see } = setUp();
    see(event('failed'));
    see(event('running'), event('done'));
    expect(notify).toHaveBeenCalledTimes(2);
  });

  it.each([{ wanted: false }, { watched: true }])('keeps quiet when nobody needs it: %j', (facts) => {
    const { notify, see } = setUp(facts);
    see(event('done'), event('failed', 'b'), event('cancelled', 'c'));
    expect(notify).not.toHaveBeenCalled();
  });
});

describe('dataDirFrom', () => {
  it("finds the folder among Chromium's switches", () => {
    expect(dataDirFrom(['.', '--no-sandbox', '--data', '/d'])).toBe('/d');
    expect(dataDirFrom(['--inspect=0', `--data-dir=${path.sep}d`])).toBe(`${path.sep}d`);
    expect(dataDirFrom(['.', '--remote-debugging-port=0'])).toBeUndefined();
  });
});
