import { rmSync, statSync, writeFileSync } from 'node:fs';

/** A store up to this size is checked each time it is opened: that takes some milliseconds. */
const quickBytes = 16 * 2 ** 20;

const stampOf = (file: string): string => `${file}.checked`;
const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

function isSmall(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= quickBytes;
}

/**
 * Whether a database should be looked through before it is used. A large one takes seconds, so that is done once a day, and
 * after damage was met with.
 */
export function needsCheck(file: string, now = new Date()): boolean {
  if (isSmall(file)) return true;
  const checked = statSync(stampOf(file), { throwIfNoEntry: false });
  return checked === undefined || dayOf(checked.mtime) !== dayOf(now);
}

/** Notes that a database was found to be sound just now. */
export function noteSound(file: string): void {
  if (isSmall(file)) return;
  try {
    writeFileSync(stampOf(file), '');
  } catch {
    // It is checked again the next time then.
  }
}

/** Has a database checked when it is opened the next time. */
export function noteDamage(file: string): void {
  rmSync(stampOf(file), { force: true });
}
