import { EventEmitter } from 'node:events';

/** Calls of Electron by the desktop shell, in order, and what it was given. */
export interface FakeElectron {
  readonly calls: string[];
  readonly windows: FakeWindow[];
  /** Which button of the next message box is clicked. */
  answer: number;
  primary: boolean;
  packaged: boolean;
  menu: unknown;
}

export class FakeContents extends EventEmitter {
  readonly sent: [string, unknown][] = [];
  readonly mainFrame = { url: 'app://lab/' };
  reloads = 0;
  send = (channel: string, value: unknown): void => void this.sent.push([channel, value]);
  isDestroyed = (): boolean => false;
  reload = (): void => {
    this.reloads++;
  };
  setWindowOpenHandler = (): void => undefined;
}

class FakeWindow extends EventEmitter {
  readonly options: object;
  readonly webContents = new FakeContents();
  readonly calls: string[] = [];
  focused = false;
  maximized = false;
  progress = -1;

  constructor(options: object) {
    super();
    this.options = options;
  }

  loadURL = (url: string): Promise<void> => Promise.resolve(void this.calls.push(`load ${url}`));
  show = (): void => void this.calls.push('show');
  hide = (): void => void this.calls.push('hide');
  focus = (): void => void this.calls.push('focus');
  restore = (): void => void this.calls.push('restore');
  maximize = (): void => void this.calls.push('maximize');
  isFocused = (): boolean => this.focused;
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => this.maximized;
  isDestroyed = (): boolean => false;
  getNormalBounds = () => ({ x: 10, y: 20, width: 900, height: 700 });
  setProgressBar = (progress: number): void => void (this.progress = progress);

  /** As the user does it. @returns whether the window closed */
  close(): boolean {
    const event = new Event('close', { cancelable: true });
    this.emit('close', event);
    if (!event.defaultPrevented) this.emit('closed');
    return !event.defaultPrevented;
  }
}

export const freshFake = (): FakeElectron => ({
  calls: [],
  windows: [],
  answer: 2,
  primary: true,
  packaged: false,
  menu: undefined,
});

/** A module that stands for `electron`, to be given to `vi.mock`. */
export function electronModule(fake: FakeElectron): object {
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void fake.calls.push([name, ...args.filter((arg) => typeof arg === 'string')].join(' '));
  class BrowserWindow extends FakeWindow {
    static getAllWindows = () => fake.windows;
    static getFocusedWindow = () => fake.windows.find((window) => window.focused) ?? null;
    static fromWebContents = () => fake.windows[0] ?? null;
    constructor(options: object) {
      super(options);
      fake.windows.push(this);
    }
  }
  class App extends EventEmitter {
    get isPackaged() {
      return fake.packaged;
    }
    requestSingleInstanceLock = () => fake.primary;
    whenReady = () => Promise.resolve();
    enableSandbox = note('sandbox');
    setPath = note('setPath');
    quit = note('quit');
    exit = note('exit');
  }
  class Tray extends EventEmitter {
    setToolTip = note('tooltip');
    setContextMenu = note('tray menu');
  }
  const permissions = ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'setDevicePermissionHandler'];
  const ipcMain = Object.assign(new EventEmitter(), { handle: note('answer') });
  const workArea = { x: 0, y: 0, width: 1920, height: 1040 };
  return {
    app: new App(),
    BrowserWindow,
    Tray,
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: (menu: unknown) => (fake.menu = menu),
    },
    Notification: { isSupported: () => false },
    dialog: {
      showMessageBox: () => Promise.resolve({ response: fake.answer }),
      showErrorBox: note('error box'),
    },
    ipcMain,
    nativeImage: { createFromPath: () => ({ resize: () => ({}) }) },
    nativeTheme: { themeSource: 'system' },
    protocol: {
      registerSchemesAsPrivileged: note('scheme'),
      handle: note('handle'),
    },
    screen: { getAllDisplays: () => [{ workArea }] },
    session: {
      defaultSession: Object.assign(
        new EventEmitter(),
        Object.fromEntries(permissions.map((name) => [name, note(name)])),
      ),
    },
    shell: { openPath: note('openPath'), openExternal: note('openExternal') },
    utilityProcess: { fork: note('fork') },
  };
}
