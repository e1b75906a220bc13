/** Name of the property of `window` under which the desktop shell offers its bridge. */
export const bridgeName = 'labBridge';

/** Services of the desktop shell for the page, beyond those of a browser. In a browser there is no bridge. */
export interface Bridge {
  readonly shell: 'desktop';
  readonly version: string;
  readonly platform: string;
  /** Sends one text of the wire protocol (see `api/wire.ts`) to the lab. */
  send(text: string): void;
  /** @returns a function that ends the subscription */
  onMessage(listener: (text: string) => void): () => void;
  /** The system's dialogs; null when the user cancelled. */
  pickFolder(): Promise<string | null>;
  pickFile(kind: 'checkpoint' | 'bundle' | 'order'): Promise<string | null>;
  /** Shows a folder in the system's file manager; only folders of the lab's own data. */
  showDataFolder(): void;
  /** Opens the file of an own method with the system's program for it, or shows it in its folder. */
  openFile(file: string, where: 'edit' | 'folder'): void;
  /** Fraction done for dock and taskbar, null for none. */
  setProgress(fraction: number | null): void;
  /** Called when a menu entry or a notification opens a route, e.g. `/runs/abc`. */
  onNavigate(listener: (route: string) => void): () => void;
}
