import { metricDecimals, metrics, type Metric } from './metrics/metrics.ts';

const locale = 'en-GB';
/** Between a number and its unit: no line break, and narrow. */
const thin = '\u202f';
/** By their count of decimals; formatters are kept, since making one takes longer than a hundred uses. */
const numbers: Intl.NumberFormat[] = [];
const dates = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const moments = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
const minus = (text: string): string => text.replaceAll('-', '−');

/** A number with a fixed count of decimals and grouped digits: `12,345.60`. */
export function formatNumber(value: number, decimals = 0): string {
  numbers[decimals] ??= new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  // Rounded as in files, by `toFixed`: the formatter rounds the shortest decimal, 71.85 to 71.9, though the number lies below.
  return minus(numbers[decimals].format(Number(value.toFixed(decimals))));
}

/** A number as precise as it needs: `0.001`, `1e-6`, `123.5`. */
export function formatCompact(value: number, digits = 4): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return minus(value.toExponential(Math.max(digits - 3, 0)).replace(/\.0+e/, 'e'));
  return minus(String(Number(value.toPrecision(digits))));
}

/** A number as it is typed: all its digits, scientific notation where those would be long (`0.005`, `1e-6`). */
export function formatPlain(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e15) ? value.toExponential() : String(value);
}

/** A share (0 … 1) in percent, without the sign: `67.3`, for columns whose head says %. */
export function formatShare(share: number, decimals = 1): string {
  return minus((share * 100).toFixed(decimals));
}

/** A share (0 … 1) with its sign: `67.3 %`. */
export function formatPercent(share: number, decimals = 1): string {
  return `${formatShare(share, decimals)}${thin}%`;
}

/** A difference of shares in percentage points, always signed: `+1.2`, `−0.4`, `±0.0`. */
export function formatPoints(difference: number, decimals = 1): string {
  return formatSigned(100 * difference, decimals);
}

/** A difference with its sign, e.g. `+0.120`. */
export function formatSigned(difference: number, decimals: number): string {
  const text = Math.abs(difference).toFixed(decimals);
  if (Number(text) === 0) return `±${text}`;
  return `${difference > 0 ? '+' : '−'}${text}`;
}

/** A metric as it is stored, with its unit: `67.3 %`, `0.812`, and forgetting as the difference that it is. */
export function formatMetric(metric: Metric, value: number): string {
  if (metric === 'forgetting') return `${formatPoints(value)}${thin}points`;
  return metrics[metric].percent ? formatPercent(value) : formatNumber(value, metricDecimals(metric));
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in seconds in at most two units: `840 ms`, `4.2 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(seconds, 0);
  if (s < 0.9995) return `${Math.round(s * 1000)}${thin}ms`;
  if (s < 9.95) return `${s.toFixed(1)}${thin}s`;
  const pair = (big: number, small: number, bigName: string, smallName: string): string => {
    const smalls = Math.round(s / small);
    const rest = smalls % (big / small);
    const first = `${Math.floor((smalls * small) / big)}${thin}${bigName}`;
    return rest === 0 ? first : `${first} ${rest}${thin}${smallName}`;
  };
  if (s < minute - 0.5) return `${Math.round(s)}${thin}s`;
  if (s < hour - 0.5) return pair(minute, 1, 'min', 's');
  if (s < day - minute / 2) return pair(hour, minute, 'h', 'min');
  return pair(day, hour, 'd', 'h');
}

/** Time left in seconds, rounded so that it doesn't flicker: `a few seconds`, `about 2 min`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 5) return 'a few seconds';
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5}${thin}s`;
  if (seconds < 55 * minute) return `about ${Math.round(seconds / minute)}${thin}min`;
  return `about ${formatDuration(Math.round(seconds / (10 * minute)) * 10 * minute)}`;
}

/** Bytes in powers of 1024: `512 B`, `3.4 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), units.length - 1);
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)}${thin}${units[power]!}`;
}

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

/** How long ago `time` (ISO 8601) was: `just now`, `5 minutes ago`, `yesterday`; a date after a month. */
export function formatRelativeTime(time: string, now = Date.now()): string {
  const past = (now - Date.parse(time)) / 1000;
  if (Math.abs(past) < 45) return 'just now';
  if (Math.abs(past) < hour - minute / 2) return relative.format(-Math.round(past / minute), 'minute');
  if (Math.abs(past) < day - hour / 2) return relative.format(-Math.round(past / hour), 'hour');
  if (Math.abs(past) < 30 * day) return relative.format(-Math.round(past / day), 'day');
  return formatDate(time);
}

/** A day: `5 Mar 2026`. */
function formatDate(time: string): string {
  return dates.format(new Date(time));
}

/** A moment: `5 Mar 2026, 14:03`. */
export function formatDateTime(time: string): string {
  return moments.format(new Date(time));
}

/** A time of the day: `14:03:27`. */
export function formatClock(time: string): string {
  return clock.format(new Date(time));
}

/** A count with its noun: `1 run`, `12,000 images`, `2 classes`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}
