import { readFileSync, writeFileSync } from 'node:fs';
import type { BrowserWindow, Rectangle } from 'electron';
import { z } from 'zod';

const stateSchema = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});
/** Place and size of a window when it is not maximised, and whether it is. */
export type WindowState = z.output<typeof stateSchema>;

/** Pixels of a window that must lie on a display, so that the user can get hold of it. */
const graspable = 100;

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}

/**
 * Where a window may open again, given the displays' work areas: undefined when no display holds enough of it, e.g.
 * since one was unplugged; not larger than its display.
 */
export function placeOnDisplays(state: WindowState, areas: readonly Rectangle[]): Rectangle | undefined {
  const area = areas.find(
    ({ x, y, width, height }) =>
      overlap(state.x, state.width, x, width) >= graspable && overlap(state.y, state.height, y, height) >= graspable,
  );
  if (!area) return undefined;
  const [width, height] = [Math.min(state.width, area.width), Math.min(state.height, area.height)];
  return { x: state.x, y: Math.max(state.y, area.y), width, height };
}

/** The state that was kept in a file; undefined for a missing or damaged one. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Keeps the state of a window in a file when it closes. */
export function keepWindowState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(file, JSON.stringify(state));
    } catch {
      // A full or read-only disk: the next window opens in its usual size.
    }
  });
}
