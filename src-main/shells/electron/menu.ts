import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  /** Brings the window in front to a page, e.g. `/runs`. */
  readonly navigate: (route: string) => void;
  readonly newWindow: () => void;
  readonly showDataFolder: () => void;
  /** Pauses the run under way, or lets it go on. */
  readonly pauseOrContinue: () => void;
  readonly cancelRun: () => void;
  readonly quit: () => void;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** Pages in the order of the sidebar; Ctrl or Cmd with their number opens them. */
const pages: readonly (readonly [string, string])[] = [
  ['Home', '/'],
  ['New Experiment', '/new'],
  ['Runs', '/runs'],
  ['Compare', '/compare'],
  ['Pre-train MGG', '/pretrain'],
  ['Suites', '/suites'],
  ['Datasets', '/datasets'],
  ['Models', '/models'],
  ['Engines', '/engines'],
];

function fileMenu(actions: MenuActions, isMac: boolean): MenuItemConstructorOptions {
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.navigate('/settings'),
  };
  return {
    label: 'File',
    submenu: [
      { label: 'New Experiment', accelerator: 'CmdOrCtrl+N', click: () => actions.navigate('/new') },
      { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() },
      separator,
      { label: 'Show Data Folder', click: () => actions.showDataFolder() },
      settings,
      separator,
      { role: 'close' },
      ...(isMac ? [] : [{ label: 'Quit', accelerator: 'CmdOrCtrl+Q', click: () => actions.quit() }]),
    ],
  };
}

function viewMenu(actions: MenuActions): MenuItemConstructorOptions {
  const entries = pages.map(([label, route], index) => ({
    label,
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => actions.navigate(route),
  }));
  return {
    label: 'View',
    submenu: [
      ...entries,
      separator,
      { role: 'reload' },
      { role: 'toggleDevTools' },
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
    ],
  };
}

function runMenu(actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: 'Run',
    submenu: [
      { label: 'Pause or Continue', accelerator: 'CmdOrCtrl+Shift+P', click: () => actions.pauseOrContinue() },
      { label: 'Cancel the Run under Way', click: () => actions.cancelRun() },
      separator,
      { label: 'All Runs', click: () => actions.navigate('/runs') },
    ],
  };
}

/** The lab's menu. On macOS the first menu is the application's. */
export function menuTemplate(actions: MenuActions, platform = process.platform): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    fileMenu(actions, isMac),
    { role: 'editMenu' },
    viewMenu(actions),
    runMenu(actions),
    {
      role: 'help',
      submenu: [{ label: 'About and Licences', click: () => actions.navigate('/settings') }],
    },
  ];
}
