/** Largest resident memory of this process so far. */
export function peakMemoryBytes(): number {
  // libuv reports kilobytes on every system.
  return process.resourceUsage().maxRSS * 1024;
}
