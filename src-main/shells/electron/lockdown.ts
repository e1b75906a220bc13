import type { BrowserWindowConstructorOptions, Session, WebContents } from 'electron';

/** Sites that pages may link to; they open in the system's browser. */
const linkedSites = ['https://arxiv.org', 'https://github.com', 'https://onnxruntime.ai'];

/** Options of a window of the lab: its page runs in a sandbox and reaches the lab through `preload` only. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 860,
    minWidth: 720,
    minHeight: 480,
    title: 'MGTTA Lab',
    show: false,
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
  };
}

/** Pages get no camera, place, notification or device: the lab needs none of them. Copying a text is all they may do. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(permission === 'clipboard-sanitized-write'),
  );
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
  session.setDevicePermissionHandler(() => false);
}

/** Pages may save what they made themselves, where the user says in a dialog; nothing is fetched from elsewhere. */
export function confineDownloads(session: Session, origin: string): void {
  session.on('will-download', (event, item) => {
    if (item.getURL().startsWith(`blob:${origin}/`)) item.setSaveDialogOptions({ defaultPath: item.getFilename() });
    else event.preventDefault();
  });
}

/** Whether a link may be opened in the system's browser. */
export function mayOpen(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.username === '' && linkedSites.includes(url.origin);
}

/**
 * A window shows the pages of `origin` and never leaves them: no other address, no further window, no web view.
 * @param openOutside opens a link to one of the known sites in the system's browser
 */
export function confineTo(origin: string, contents: WebContents, openOutside: (url: string) => void): void {
  const stay = (details: { url: string; preventDefault: () => void }) => {
    if (!details.url.startsWith(`${origin}/`)) details.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpen(url)) openOutside(url);
    return { action: 'deny' };
  });
}
