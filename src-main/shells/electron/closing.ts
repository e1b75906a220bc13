import type { Settings } from '../../../src-shared/api/lab.ts';

/** Consequences of closing a window. */
export type Closing = 'close' | 'ask' | 'hide' | 'stop';

export interface ClosingFacts {
  readonly onClose: Settings['onClose'];
  /** Whether a run is under way. */
  readonly busy: boolean;
  /** Whether other windows stay open. */
  readonly othersOpen: boolean;
  /** Whether the lab is ending anyway, which was decided before. */
  readonly ending: boolean;
}

/** Decides what closing a window leads to: runs are stopped or left alone as the user wants it, never by accident. */
export function closingOf({ onClose, busy, othersOpen, ending }: ClosingFacts): Closing {
  if (ending || othersOpen || !busy) return 'close';
  return ({ ask: 'ask', background: 'hide', stop: 'stop' } as const)[onClose];
}

/** The question that `ask` stands for; the answers in the order of its buttons. */
export const closingQuestion = {
  type: 'question',
  message: 'A run is under way.',
  detail:
    'It can continue in the background: the icon in the tray brings the window back. If it is stopped, everything ' +
    'measured so far is kept and the run can be resumed.',
  buttons: ['Keep running in the background', 'Stop and quit', 'Cancel'],
  defaultId: 0,
  cancelId: 2,
  noLink: true,
} satisfies Electron.MessageBoxOptions;

export const closingAnswers = ['hide', 'stop', 'stay'] as const;
