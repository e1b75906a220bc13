import type { BrowserWindowConstructorOptions, Session, WebContents } from 'electron';

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

/** A window shows the pages of `origin` and never leaves them: no other address, no further window, no web view. */
export function confineTo(origin: string, contents: WebContents): void {
  const stay = (details: { url: string; preventDefault: () => void }) => {
    if (!details.url.startsWith(`${origin}/`)) details.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
