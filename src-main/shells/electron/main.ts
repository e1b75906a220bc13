import path from 'node:path';
import { BrowserWindow, app, protocol, session } from 'electron';
import { confineToPages, denyPermissions, windowOptions } from './lockdown.ts';
import { pageHandler, pageOrigin, pageScheme } from './protocol.ts';

// Seen from out/main, where the bundle lies.
const pages = path.join(import.meta.dirname, '../renderer');
const preload = path.join(import.meta.dirname, '../preload/preload.cjs');

async function openWindow(): Promise<BrowserWindow> {
  const window = new BrowserWindow(windowOptions(preload));
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`${pageOrigin}/`);
  return window;
}

function bringToFront(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

async function start(): Promise<void> {
  await app.whenReady();
  denyPermissions(session.defaultSession);
  protocol.handle(pageScheme.scheme, pageHandler(pages));
  await openWindow();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow();
  });
}

if (app.requestSingleInstanceLock()) {
  protocol.registerSchemesAsPrivileged([pageScheme]);
  app.enableSandbox();
  app.on('second-instance', bringToFront);
  app.on('web-contents-created', (_event, contents) => confineToPages(contents));
  app.on('window-all-closed', () => app.quit());
  start().catch((error: unknown) => {
    console.error('The window could not be opened:', error);
    app.exit(1);
  });
} else {
  app.quit();
}
