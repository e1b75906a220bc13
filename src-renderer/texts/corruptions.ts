/** A corruption's name as a user reads it: `gaussian_noise` → `Gaussian noise`. */
export function corruptionLabel(name: string): string {
  const words = name.replaceAll('_', ' ').replace(/^jpeg/, 'JPEG');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A stream among those of its run, where a shift may be met again: `Fog 5 #2`. */
export function visitLabel(stream: { corruption: string; severity: number; visit: number }): string {
  const label = shiftLabel(stream.corruption, stream.severity);
  return stream.visit > 1 ? `${label} #${stream.visit}` : label;
}

/** A stream's name: `Fog 5`; clean and mixed ones have no severity worth saying. */
export function shiftLabel(corruption: string, severity: number): string {
  return severity === 0 || corruption === 'mixed'
    ? corruptionLabel(corruption)
    : `${corruptionLabel(corruption)} ${severity}`;
}
