import type { XRange } from '../../src-shared/charts/types.ts';

/** The deepest zoom, as a part of the whole range. */
const least = 1e-4;

/** A stretch within the whole, or null when it is all of it. */
function within(view: XRange, whole: XRange): XRange | null {
  const span = Math.max(view.max - view.min, least * (whole.max - whole.min));
  if (span >= (whole.max - whole.min) * (1 - 1e-9)) return null;
  const min = Math.min(Math.max(view.min, whole.min), whole.max - span);
  return { min, max: min + span };
}

/**
 * Zooms so that a place keeps its position.
 * @param factor below 1 zooms in
 */
export function zoomAround(view: XRange | null, whole: XRange, x: number, factor: number): XRange | null {
  const { min, max } = view ?? whole;
  return within({ min: x - (x - min) * factor, max: x + (max - x) * factor }, whole);
}

/** Moves the view by a part of its width. */
export function pan(view: XRange | null, whole: XRange, share: number): XRange | null {
  if (view === null) return null;
  const shift = share * (view.max - view.min);
  return within({ min: view.min + shift, max: view.max + shift }, whole);
}

/** Shows what lies between two places, in any order. */
export function select(from: number, to: number, whole: XRange): XRange | null {
  return within({ min: Math.min(from, to), max: Math.max(from, to) }, whole);
}
