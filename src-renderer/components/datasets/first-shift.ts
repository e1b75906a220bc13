import { allCorruptionNames, severities } from '../../../src-shared/corruptions.ts';
import type { Shift } from '../../../src-shared/run-config.ts';

const usualSeverity = 3;

/**
 * The shifts that images are stored of, by their names; all corruptions where none are, since the lab then makes them.
 * @param own ids of the user's own corruptions
 */
export function shownCorruptions(stored: readonly Shift[], own: readonly string[] = []): readonly string[] {
  const there = [...new Set(stored.map(({ corruption }) => corruption))];
  return stored.length === 0 ? [...allCorruptionNames, ...own] : there;
}

/** The severities that a corruption can be shown at, ascending; 0 for the clean image, which the lab corrupts itself. @param made how many it makes */
export function severitiesOf(
  stored: readonly Shift[],
  corruption: string,
  made: number = severities.length,
): readonly number[] {
  if (stored.length === 0) return Array.from({ length: made + 1 }, (_, severity) => severity);
  const levels = stored.filter((shift) => shift.corruption === corruption).map(({ severity }) => severity);
  return levels.toSorted((a, b) => a - b);
}

/** The severity that a corruption can be shown at and that is nearest to the one wanted; the stronger one of two. */
export function nearestSeverity(stored: readonly Shift[], corruption: string, wanted: number = usualSeverity): number {
  const levels = stored.filter((shift) => shift.corruption === corruption).map(({ severity }) => severity);
  const [nearest] = levels.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || b - a);
  return nearest ?? wanted;
}
