import path from 'node:path';
import {
  BrowserWindow,
  Menu,
  Notification,
  app,
  dialog,
  ipcMain,
  nativeTheme,
  protocol,
  session,
  shell,
} from 'electron';
import { toErrorMessage } from '../../../src-shared/errors.ts';
import { packageRoot } from '../../platform/package-root.ts';
import { dataFolder, ensureFolder } from '../../platform/data-folder.ts';
import { handleEverything } from '../last-handler.ts';
import { DesktopLab } from './desktop-lab.ts';
import { confineDownloads, confineTo, denyPermissions, mayOpen } from './lockdown.ts';
import { menuTemplate } from './menu.ts';
import { watchRuns } from './notifications.ts';
import { dataDirFrom, methodFoldersFrom } from './options.ts';
import { answerPages } from './page-requests.ts';
import { pageHandler, pageOrigin, pageScheme } from './page-scheme.ts';
import { putIntoTray } from './tray.ts';
import { startUtility } from './utility-compute.ts';
import { WindowLink } from './window-link.ts';
import { LabWindows } from './windows.ts';

// Seen from out/main, where the bundle lies.
const pages = path.join(import.meta.dirname, '../renderer');
const preload = path.join(import.meta.dirname, '../preload/preload.cjs');

/** `npm run dev` serves the pages itself, so that they follow each change; an installed lab never asks anybody. */
const origin = (app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL) ?? pageOrigin;

const openOutside = (url: string): void => {
  if (mayOpen(url)) void shell.openExternal(url);
};

async function start(dataDir: string): Promise<void> {
  await app.whenReady();
  // Beside the program itself nothing can be written.
  if (app.isPackaged) process.env['MGTTA_ENGINES'] ??= path.join(dataDir, 'engines');
  denyPermissions(session.defaultSession);
  confineDownloads(session.defaultSession, origin);
  protocol.handle(pageScheme.scheme, pageHandler(pages));

  const desk = new DesktopLab(dataDir, startUtility, methodFoldersFrom(process.argv.slice(1)));
  handleEverything(desk.report);
  desk.lab.log.start('the desktop window');
  await desk.followSettings(({ theme }) => (nativeTheme.themeSource = theme));
  const quit = (): void => void desk.close().finally(() => app.exit(0));
  const windows = new LabWindows({
    origin,
    preload,
    stateFile: path.join(dataDir, 'window.json'),
    onClose: () => desk.settings.onClose,
    busy: () => desk.busy,
    ending: () => desk.ending,
    stop: quit,
  });

  new WindowLink(ipcMain, desk.wire, origin);
  const windowOf = ({ sender }: { sender: Electron.WebContents }) => BrowserWindow.fromWebContents(sender);
  const { own } = desk.lab.services;
  const isOwnFile = (file: string): boolean => own.methods.holds(file) || own.corruptions.holds(file);
  answerPages({ ipc: ipcMain, dialog, shell, origin, dataDir, isOwnFile, windowOf });
  const menu = menuTemplate({
    navigate: (route) => windows.show(route),
    newWindow: () => void windows.add(),
    showDataFolder: () => void shell.openPath(dataDir),
    pauseOrContinue: () => void desk.pauseOrContinue(),
    cancelRun: () => void desk.cancel(),
    quit: () => app.quit(),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  putIntoTray(path.join(packageRoot(), 'resources', 'icon.png'), { show: () => windows.show(), quit });
  const facts = {
    wanted: () => desk.settings.notifications && Notification.isSupported(),
    watched: () => windows.watched,
    busy: () => desk.busy,
  };
  const watch = watchRuns(facts, ({ title, body, route }) => {
    const notification = new Notification({ title, body });
    notification.on('click', () => windows.show(route));
    notification.show();
  });
  desk.lab.hub.subscribe(watch);

  app.on('second-instance', () => windows.show());
  app.on('activate', () => windows.show());
  app.on('window-all-closed', quit);
  // Quitting closes the windows first, of which the last one asks about a run under way.
  app.on('will-quit', (event) => {
    event.preventDefault();
    quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit);
  await windows.add();
}

function fail(error: unknown): void {
  const { message, hint = '' } = toErrorMessage(error);
  console.error('The lab could not be opened:', error);
  dialog.showErrorBox('The lab could not be opened', `${message}\n${hint}`.trim());
  app.exit(1);
}

function begin(): void {
  const dataDir = ensureFolder(dataFolder(dataDirFrom(process.argv.slice(1))));
  // One lab per data folder: the lock lies in Electron's own folder.
  app.setPath('userData', path.join(dataDir, 'desktop'));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  protocol.registerSchemesAsPrivileged([pageScheme]);
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => confineTo(origin, contents, openOutside));
  start(dataDir).catch(fail);
}

try {
  begin();
} catch (error) {
  fail(error);
}
