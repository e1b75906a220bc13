import { BrowserWindow, dialog, screen } from 'electron';
import type { Settings } from '../../../src-shared/api/lab.ts';
import { channels } from './channels.ts';
import { closingAnswers, closingOf, closingQuestion } from './closing.ts';
import { windowOptions } from './lockdown.ts';
import { keepWindowState, placeOnDisplays, readWindowState } from './window-state.ts';

export interface WindowsOptions {
  /** Where the pages come from, e.g. `app://lab`. */
  readonly origin: string;
  readonly preload: string;
  readonly stateFile: string;
  readonly onClose: () => Settings['onClose'];
  /** Whether a run is under way. */
  readonly busy: () => boolean;
  /** Whether the lab is ending. */
  readonly ending: () => boolean;
  /** Ends the lab, runs included. */
  readonly stop: () => void;
}

/** The lab's windows. */
export class LabWindows {
  private readonly open = new Set<BrowserWindow>();
  private readonly options: WindowsOptions;

  constructor(options: WindowsOptions) {
    this.options = options;
  }

  /** Whether a window has the focus. */
  get watched(): boolean {
    return [...this.open].some((window) => window.isFocused());
  }

  /** Opens a further window; the first one where the last one was. */
  async add(route = '/'): Promise<void> {
    const { origin, preload, stateFile } = this.options;
    const state = this.open.size === 0 ? readWindowState(stateFile) : undefined;
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const window = new BrowserWindow({
      ...windowOptions(preload),
      ...(state && placeOnDisplays(state, areas)),
    });
    this.open.add(window);
    if (state?.maximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => this.closing(window, event));
    window.once('closed', () => this.open.delete(window));
    keepWindowState(window, stateFile);
    this.offerReload(window);
    await window.loadURL(`${origin}/#${route}`);
  }

  /** Brings a window to the front, hidden or not, and to a page if one is given; opens one where there is none. */
  show(route?: string): void {
    const window = BrowserWindow.getFocusedWindow() ?? [...this.open][0];
    if (!window) {
      void this.add(route);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (route !== undefined) window.webContents.send(channels.navigate, route);
  }

  private closing(window: BrowserWindow, event: { preventDefault(): void }): void {
    const { onClose, busy, ending } = this.options;
    const facts = { onClose: onClose(), busy: busy(), othersOpen: this.open.size > 1, ending: ending() };
    const closing = closingOf(facts);
    if (closing === 'close') return;
    event.preventDefault();
    if (closing === 'ask') void this.ask(window);
    else this.carryOut(closing, window);
  }

  private async ask(window: BrowserWindow): Promise<void> {
    window.show();
    const { response } = await dialog.showMessageBox(window, closingQuestion);
    const answer = closingAnswers[response];
    if (answer === 'hide' || answer === 'stop') this.carryOut(answer, window);
  }

  private carryOut(closing: 'hide' | 'stop', window: BrowserWindow): void {
    if (closing === 'hide') window.hide();
    else this.options.stop();
  }

  /** A page that crashed or hangs can be loaded again; the lab and its runs are not touched by that. */
  private offerReload(window: BrowserWindow): void {
    const offer = async (message: string): Promise<void> => {
      const buttons = ['Reload the page', 'Leave it'];
      const detail = 'The lab and its runs are not affected.';
      const { response } = await dialog.showMessageBox(window, { type: 'warning', message, detail, buttons });
      if (response === 0 && !window.isDestroyed()) window.webContents.reload();
    };
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void offer('The page of the lab has crashed.');
    });
    window.on('unresponsive', () => void offer('The page of the lab does not answer.'));
  }
}
