import { z } from 'zod';
import type { Store } from '../store/store.ts';

/** How long deleted runs can be restored: so much time, and so many days on which the lab was used. */
const keptDays = 7;
const dayMs = 24 * 3600 * 1000;
/** Days of use that are remembered. */
const mostDays = 60;

const key = 'days-of-use';
const daysSchema = z.array(z.string()).catch([]);

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/**
 * Forgets runs that were deleted long ago. Once per day of use only, and never by the clock alone: opening the lab once
 * while the clock stands in the future is one day of use, whatever the date.
 */
export function emptyTrash(
  store: Pick<Store, 'readValue' | 'writeValue' | 'purgeDeletedRuns'>,
  now: Date = new Date(),
): void {
  const days = daysSchema.parse(store.readValue(key));
  const today = dayOf(now);
  if (days.includes(today)) return;
  const used = [...days, today].slice(-mostDays);
  store.writeValue(key, used);
  if (used.length <= keptDays) return;
  store.purgeDeletedRuns(new Date(now.getTime() - keptDays * dayMs), used.slice(-keptDays));
}
