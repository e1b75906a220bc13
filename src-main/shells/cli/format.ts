/** A fraction in percent, as tables show it. */
export function percent(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined ? '–' : (100 * fraction).toFixed(1);
}

/** A duration as people say it. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** An ISO time without fractions and in the reader's zone. */
export function localTime(iso: string | null): string {
  return iso === null ? '–' : new Date(iso).toLocaleString('sv-SE');
}

export function bold(text: string, styled: boolean): string {
  return styled ? `\u001b[1m${text}\u001b[22m` : `${text} *`;
}
