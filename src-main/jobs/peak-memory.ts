import { writeFileSync } from 'node:fs';

/** Largest resident memory of this process so far, or since it was last reset. */
export function peakMemoryBytes(): number {
  // libuv reports kilobytes on every system.
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * Has the peak begin anew at what is resident now, so that a job is not charged with the peak of the one before.
 * Only Linux can do that; elsewhere the peak is that of the process.
 */
export function resetPeakMemory(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Another system, or a container that does not allow it.
  }
}
