/** Keys that work where the focus is, beside the shortcuts of commands. Keys of a line are alternatives. */
interface KeyLine {
  readonly does: string;
  /** As shortcuts are written, e.g. `Shift+ArrowDown`; a key that separates presses is written out: Space, Plus. */
  readonly keys: readonly string[];
}

interface KeyPlace {
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

export const keyPlaces: readonly KeyPlace[] = [
  {
    title: 'In the Runs table',
    lines: [
      { does: 'Next run', keys: ['ArrowDown', 'j'] },
      { does: 'Previous run', keys: ['ArrowUp', 'k'] },
      { does: 'A page down or up', keys: ['PageDown', 'PageUp'] },
      { does: 'First or last run', keys: ['Home', 'End'] },
      { does: 'Select', keys: ['Space'] },
      { does: 'Extend the selection', keys: ['Shift+ArrowDown', 'Shift+ArrowUp'] },
      { does: 'Select all', keys: ['$mod+a'] },
      { does: 'Clear the selection', keys: ['Escape'] },
      { does: 'Open the run', keys: ['Enter'] },
      { does: 'Pin as baseline', keys: ['b'] },
      { does: 'Delete', keys: ['Delete'] },
    ],
  },
  {
    title: 'In a chart',
    lines: [
      { does: 'Move the cursor', keys: ['ArrowLeft', 'ArrowRight'] },
      { does: 'Move it by ten points', keys: ['PageDown', 'PageUp'] },
      { does: 'First or last point', keys: ['Home', 'End'] },
      { does: 'Pan', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight', 'Shift+Drag'] },
      { does: 'Zoom in', keys: ['Plus', 'Drag'] },
      { does: 'Zoom out', keys: ['Minus'] },
      { does: 'Zoom at the pointer', keys: ['$mod+Wheel'] },
      { does: 'Reset the zoom', keys: ['0', 'Double-click'] },
      { does: 'Hide the cursor', keys: ['Escape'] },
    ],
  },
  {
    title: 'In the grid of corruptions',
    lines: [
      { does: 'Move', keys: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] },
      { does: 'Select', keys: ['Space'] },
    ],
  },
  {
    title: 'In the queue',
    lines: [
      { does: 'Move a run forward', keys: ['Alt+ArrowUp'] },
      { does: 'Move a run back', keys: ['Alt+ArrowDown'] },
    ],
  },
];
