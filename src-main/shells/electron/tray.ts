import { Menu, nativeImage, Tray } from 'electron';

export interface TrayActions {
  show(): void;
  quit(): void;
}

const iconSize = 16;

/** Puts the lab's icon into the tray, by which windows are found again that were closed during a run. */
export function putIntoTray(iconFile: string, actions: TrayActions): Tray {
  const icon = nativeImage.createFromPath(iconFile).resize({ width: iconSize, height: iconSize });
  const tray = new Tray(icon);
  tray.setToolTip('MGTTA Lab');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Show MGTTA Lab', click: () => actions.show() },
      { type: 'separator' },
      { label: 'Quit', click: () => actions.quit() },
    ]),
  );
  tray.on('click', () => actions.show());
  return tray;
}
