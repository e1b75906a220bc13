import path from 'node:path';
import { BrowserWindow, app, protocol, session } from 'electron';
import { confineTo, denyPermissions, windowOptions } from './lockdown.ts';
import { pageHandler, pageOrigin, pageScheme } from './protocol.ts';

// Seen from out/main, where the bundle lies.
const pages = path.join(import.meta.dirname, '../renderer');
const preload = path.join(import.meta.dirname, '../preload/preload.cjs');

/** `npm run dev` serves the pages itself, so that they follow each change; an installed lab never asks anybody. */
const origin = (app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL) ?? pageOrigin;

async function openWindow(): Promise<BrowserWindow> {
  const window = new BrowserWindow(windowOptions(preload));
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`${origin}/`);
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
  app.on('web-contents-created', (_event, contents) => confineTo(origin, contents));
  app.on('window-all-closed', () => app.quit());
  start().catch((error: unknown) => {
    console.error('The window could not be opened:', error);
    app.exit(1);
  });
} else {
  app.quit();
}
