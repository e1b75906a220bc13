import type { BrowserWindow, Dialog, IpcMain, IpcMainEvent, IpcMainInvokeEvent, Shell } from 'electron';
import { LabError } from '../../../src-shared/errors.ts';
import { channels } from './channels.ts';
import { isOwnPage } from './sender.ts';

const fileKinds = {
  checkpoint: { name: 'Checkpoints', extensions: ['safetensors', 'pth', 'pt', 'bin', 'ckpt', 'tar', 'npz'] },
  order: { name: 'Order files', extensions: ['npy', 'txt', 'csv', 'lst'] },
  bundle: { name: 'Bundles of runs', extensions: ['json'] },
} as const;

function isFileKind(kind: unknown): kind is keyof typeof fileKinds {
  return typeof kind === 'string' && Object.hasOwn(fileKinds, kind);
}

export interface PageRequestOptions {
  readonly ipc: IpcMain;
  readonly dialog: Dialog;
  readonly shell: Shell;
  readonly origin: string;
  readonly dataDir: string;
  /** Whether a path is that of one of the user's own files. */
  readonly isOwnFile: (file: string) => boolean;
  readonly windowOf: (event: IpcMainEvent | IpcMainInvokeEvent) => BrowserWindow | null;
}

/** Answers what pages ask of the desktop beyond the lab: dialogs, the data folder, progress in dock and taskbar. */
export function answerPages({ ipc, dialog, shell, origin, dataDir, isOwnFile, windowOf }: PageRequestOptions): void {
  const pick = async (event: IpcMainInvokeEvent, options: Electron.OpenDialogOptions): Promise<string | null> => {
    const window = windowOf(event);
    if (!isOwnPage(event, origin) || !window) throw new LabError('bad-input', 'Only pages of the lab may ask.');
    const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
    return canceled ? null : (filePaths[0] ?? null);
  };

  ipc.handle(channels.pickFolder, (event) => pick(event, { properties: ['openDirectory', 'createDirectory'] }));
  ipc.handle(channels.pickFile, (event, kind: unknown) => {
    if (!isFileKind(kind)) throw new LabError('bad-input', 'There is no such kind of file.');
    const { name, extensions } = fileKinds[kind];
    return pick(event, { properties: ['openFile'], filters: [{ name, extensions: [...extensions] }] });
  });
  ipc.on(channels.showDataFolder, (event) => {
    if (isOwnPage(event, origin)) void shell.openPath(dataDir);
  });
  ipc.on(channels.openFile, (event, file: unknown, where: unknown) => {
    if (!isOwnPage(event, origin) || typeof file !== 'string' || !isOwnFile(file)) return;
    if (where === 'folder') shell.showItemInFolder(file);
    else void shell.openPath(file);
  });
  ipc.on(channels.progress, (event, fraction: unknown) => {
    const isFraction = typeof fraction === 'number' && fraction >= 0 && fraction <= 1;
    if (isOwnPage(event, origin)) windowOf(event)?.setProgressBar(isFraction ? fraction : -1);
  });
}
