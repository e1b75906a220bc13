import type { BrowserWindowConstructorOptions, Session, WebContents } from 'electron';
import { pageOrigin } from './protocol.ts';

/** Options of the lab's window: its page runs in a sandbox and reaches the lab through `preload` only. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 860,
    minWidth: 720,
    minHeight: 480,
    title: 'MGTTA Lab',
    show: false,
    autoHideMenuBar: true,
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
  };
}

/** Pages get no camera, place, notification or device: the lab needs none of them. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

function stayOnPages(details: { url: string; preventDefault: () => void }): void {
  if (!details.url.startsWith(`${pageOrigin}/`)) details.preventDefault();
}

/** A window shows the lab's pages and never leaves them: no other address, no further window, no web view. */
export function confineToPages(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-navigate', stayOnPages);
  contents.on('will-redirect', stayOnPages);
}
